package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} on labelled clips, from the outside. */
final class EvaluateTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void figuresAreThoseOfWhatRunDecidesAndWhatCannotBeScoredIsNamed() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path clips = Files.createDirectory(folder.resolve("clips"));
        // Decided: red red - - - green green -, and - blue blue blue (see RunTest).
        TestClip.of("red+tone", "red+tone", "red", "gray+tone", "gray", "lime+tone", "lime+tone", "lime")
                .writeTo(clips.resolve("gate.mp4"));
        TestClip.of("gray", "blue+tone", "blue+tone", "blue+tone").writeTo(clips.resolve("yard.mp4"));
        TestClip.of("gray", "gray", "gray", "gray").writeTo(clips.resolve("long.mp4"));
        Files.writeString(clips.resolve("broken.mp4"), "this is not a film");
        write(
                clips,
                Map.of(
                        "gate.mp4",
                        List.of("red", "red", "red", "background", "background", "green", "blue", "background"),
                        "yard.mp4",
                        List.of("background", "blue", "blue"),
                        "long.mp4",
                        List.of("background"),
                        "broken.mp4",
                        List.of("red"),
                        "gone.mp4",
                        List.of("red")));

        Product.Finished evaluate = new Product(folder).run(LIMIT, "evaluate", "--json", "--pack", pack, clips);

        assertThat(evaluate.exitCode()).as(evaluate.errors()).isEqualTo(2);
        assertThat(evaluate.errors())
                .contains("broken.mp4: ", "Invalid data found when processing input")
                .contains("has labels of gone.mp4, but there is no such file")
                .contains("yard.mp4 has 4 full seconds and 3 labels: the first 3 are compared")
                .contains("long.mp4 has 4 full seconds and 1 label: it is not scored");
        assertThat(evaluate.lines()).hasSize(1);
        JsonNode figures = JSON.readTree(evaluate.output());
        assertThat(figures.path("clips").fieldNames()).toIterable().containsExactly("gate.mp4", "yard.mp4");
        assertThat(figures.path("seconds").asInt()).isEqualTo(11);
        assertThat(figures.path("unscored_seconds").asInt()).isZero();
        assertThat(figures.path("accuracy").asDouble()).isEqualTo(9 / 11.0);
        assertThat(figures.path("event_recall").asDouble()).isEqualTo(5 / 7.0);
        assertThat(figures.path("event_precision").asDouble()).isEqualTo(5 / 6.0);
        assertThat(figures.path("background_accuracy").asDouble()).isEqualTo(1);
        assertThat(figures.path("segment_f1").asDouble()).isEqualTo(10 / 13.0);
        // Red 2 of 3 seconds, green 1 of 2, blue of yard 2 of 2; blue of gate is missed.
        assertThat(figures.path("event_f1").asDouble()).isEqualTo(6 / 7.0);
    }

    @Test
    void theStarterPackIsRightOnTheSamples() throws IOException {
        Path samples = Product.root().resolve("samples");
        Map<String, List<String>> labels = labels(samples.resolve("manifest.csv"));
        for (String sample : labels.keySet()) {
            Files.copy(samples.resolve(sample), folder.resolve(sample));
        }
        write(folder, labels);

        Product.Finished evaluate = new Product(folder).run(LIMIT, "evaluate", folder);

        assertThat(evaluate.exitCode()).as(evaluate.errors()).isZero();
        long seconds = labels.values().stream().mapToLong(List::size).sum();
        assertThat(evaluate.output()).contains(": " + labels.size() + " clips, " + seconds + " seconds\n");
        assertThat(percent(evaluate, "accuracy")).isGreaterThanOrEqualTo(90);
        assertThat(percent(evaluate, "background accuracy")).isGreaterThanOrEqualTo(90);
        assertThat(percent(evaluate, "event-F1")).isGreaterThanOrEqualTo(80);
    }

    private static double percent(Product.Finished evaluate, String figure) {
        return evaluate.lines().stream()
                .filter(line -> line.startsWith("  " + figure + "  "))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(figure.length() + 2).strip().split(" ")[0]))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Path clips, Map<String, List<String>> labels) throws IOException {
        Files.writeString(clips.resolve("labels.json"), JSON.writeValueAsString(labels));
    }

    /** A label a second of each sample; columns: sample, start_seconds, end_seconds, expected, .. */
    private static Map<String, List<String>> labels(Path manifest) throws IOException {
        Map<String, List<String>> labels = new TreeMap<>();
        List<String> lines = Files.readAllLines(manifest);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(",", -1);
            List<String> row = labels.computeIfAbsent(columns[0], any -> new ArrayList<>());
            for (int second = row.size(); second < Integer.parseInt(columns[2]); second++) {
                row.add(columns[3]);
            }
        }
        return labels;
    }
}
