package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pack that ships on the streams that ship: what is both heard and seen in them is known second by second. */
final class SamplesTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double SHARE_RIGHT = 0.9;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theStarterPackTellsWhatIsHeardAndSeenInEverySample() throws IOException {
        Path samples = Product.root().resolve("samples");
        Map<String, Map<Integer, String>> expected = expected(samples.resolve("manifest.csv"));
        List<Object> arguments = new ArrayList<>(List.of("run", "--json"));
        expected.keySet().forEach(name -> arguments.add(samples.resolve(name)));

        Product.Finished run = new Product(folder).run(LIMIT, arguments.toArray());

        assertThat(run.exitCode()).as(run.errors()).isZero();
        Map<String, Integer> right = new HashMap<>();
        for (String line : run.lines()) {
            JsonNode node = JSON.readTree(line);
            if (node.has("segment")) {
                String stream = node.path("stream").asText();
                String label = expected.getOrDefault(stream, Map.of())
                        .getOrDefault(node.path("segment").asInt(), "no such second");
                right.merge(stream, label.equals(node.path("label").asText()) ? 1 : 0, Integer::sum);
            }
        }
        assertThat(expected)
                .isNotEmpty()
                .allSatisfy((stream, seconds) -> assertThat(right.getOrDefault(stream, 0))
                        .as("seconds of " + stream + " with the right label, of " + seconds.size())
                        .isGreaterThanOrEqualTo((int) Math.ceil(SHARE_RIGHT * seconds.size())));
    }

    /** For each sample the expected label of each second; columns: sample, start_seconds, end_seconds, expected, .. */
    private static Map<String, Map<Integer, String>> expected(Path manifest) throws IOException {
        Map<String, Map<Integer, String>> expected = new TreeMap<>();
        List<String> lines = Files.readAllLines(manifest);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(",", -1);
            for (int second = Integer.parseInt(columns[1]); second < Integer.parseInt(columns[2]); second++) {
                expected.computeIfAbsent(columns[0], any -> new TreeMap<>()).put(second, columns[3]);
            }
        }
        return expected;
    }
}
