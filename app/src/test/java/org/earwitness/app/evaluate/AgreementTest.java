package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earwitness.app.GoldenFile;
import org.earwitness.inference.ModelPack;
import org.junit.jupiter.api.Test;

/** Training measures with a program of its own; a test of its reads the same clips and figures (test_agreement.py). */
class AgreementTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theFiguresAreThoseThatTrainingIsHeldTo() throws IOException {
        JsonNode shared = JSON.readTree(GoldenFile.root()
                .resolve("app/src/test/resources/org/earwitness/app/evaluate/agreement.json")
                .toFile());
        List<ScoredClip> clips = new ArrayList<>();
        for (JsonNode clip : shared.path("clips")) {
            clips.add(Rows.clip(
                    "clip " + clips.size(), clip.path(0).asText(), clip.path(1).asText()));
        }
        ModelPack pack = new ModelPack("letters", "1.2.0", "d1", "e1", "avel", Rows.LABELS, 3, 10, 0);

        JsonNode figures = JSON.readTree(FiguresJson.of(pack, Figures.of(clips, Rows.LABELS, Rows.BACKGROUND), clips));

        assertThat(clips).hasSizeGreaterThan(10);
        Map<String, Double> wanted = numbers("", shared.path("figures"));
        Map<String, Double> found = numbers("", figures);
        assertThat(wanted).hasSize(7 + 3 * 5);
        wanted.forEach((name, value) ->
                assertThat(found.get(name)).as(name).isNotNull().isCloseTo(value, within(1e-12)));
    }

    private static Map<String, Double> numbers(String path, JsonNode node) {
        Map<String, Double> numbers = new TreeMap<>();
        node.properties().forEach(entry -> {
            String name = path + "/" + entry.getKey();
            if (entry.getValue().isNumber()) {
                numbers.put(name, entry.getValue().asDouble());
            } else {
                numbers.putAll(numbers(name, entry.getValue()));
            }
        });
        return numbers;
    }
}
