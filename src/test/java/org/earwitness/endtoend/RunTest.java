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
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} on files, from the outside: broker, registry, ingest, topology and pack are the real ones. */
final class RunTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachSecondIsLabelledByWhatIsBothHeardAndSeen() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path gate = TestClip.of("red+tone", "red+tone", "red", "gray+tone", "gray", "lime+tone", "lime+tone", "lime")
                .writeTo(folder.resolve("gate.mp4"));
        Path yard = TestClip.of("gray", "blue+tone", "blue+tone", "blue+tone").writeTo(folder.resolve("yard.mp4"));

        Product.Finished run = new Product(folder).run(LIMIT, "run", "--json", "--pack", pack, gate, "back=" + yard);

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(labels(run, "gate.mp4"))
                .containsExactly(
                        "red", "red", "background", "background", "background", "green", "green", "background");
        assertThat(labels(run, "back")).containsExactly("background", "blue", "blue", "blue");
        assertThat(run.lines().stream().filter(line -> line.contains("peak_score")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .matches(
                                "\\{\"stream\":\"(gate\\.mp4|back)\",\"label\":\"(red|green|blue)\",\"start_seconds\":[0-9.]+,"
                                        + "\"end_seconds\":[0-9.]+,\"peak_score\":[0-9.]+}"));
        JsonNode first = JSON.readTree(run.lines().get(0));
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly("stream", "segment", "start_seconds", "label", "score", "attention");
        assertThat(first.path("attention")).hasSize(49);
    }

    @Test
    void theSameFileGivesTheSameBytesAgain() {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path gate = TestClip.of("red+tone", "lime+tone", "red").writeTo(folder.resolve("gate.mp4"));
        Product product = new Product(folder);

        Product.Finished first = product.run(LIMIT, "run", "--json", "--pack", pack, gate);
        Product.Finished second = product.run(LIMIT, "run", "--json", "--pack", pack, gate);

        assertThat(first.exitCode()).as(first.errors()).isZero();
        assertThat(second.output()).isEqualTo(first.output()).isNotEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheOthersAreStillDone() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path broken = Files.writeString(folder.resolve("broken.mp4"), "this is not a film");
        Path gate = TestClip.of("red+tone", "red").writeTo(folder.resolve("gate.mp4"));

        Product.Finished run = new Product(folder).run(LIMIT, "run", "--json", "--pack", pack, broken, gate);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("broken.mp4").contains("Invalid data found when processing input");
        assertThat(labels(run, "gate.mp4")).containsExactly("red", "background");
    }

    @Test
    void resultsAreKeptAsJsonLinesCaptionsAndAPicture() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path gate = TestClip.of("red+tone", "red+tone", "gray").writeTo(folder.resolve("gate.mp4"));
        Path results = folder.resolve("results");

        Product.Finished run = new Product(folder).run(LIMIT, "run", "--pack", pack, "--out", results, gate);

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).contains("gate.mp4").contains("red");
        assertThat(Files.readString(results.resolve("gate.mp4.vtt")))
                .startsWith("WEBVTT")
                .contains("red");
        assertThat(Files.readAllLines(results.resolve("gate.mp4.jsonl"))).hasSize(4);
        assertThat(Files.size(results.resolve("gate.mp4.png"))).isGreaterThan(1_000);
    }

    private static List<String> labels(Product.Finished run, String stream) throws IOException {
        List<String> labels = new ArrayList<>();
        for (String line : run.lines()) {
            JsonNode node = JSON.readTree(line);
            if (node.path("stream").asText().equals(stream) && node.has("segment")) {
                assertThat(node.path("segment").asInt()).isEqualTo(labels.size());
                labels.add(node.path("label").asText());
            }
        }
        return labels;
    }
}
