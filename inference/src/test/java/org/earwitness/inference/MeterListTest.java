package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.shelf.PackShelf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterListTest {
    private static final Map<Meter.Type, String> TYPES = Map.of(
            Meter.Type.COUNTER, "counter",
            Meter.Type.GAUGE, "gauge",
            Meter.Type.TIMER, "timer",
            Meter.Type.DISTRIBUTION_SUMMARY, "summary");

    @TempDir
    Path folder;

    @Test
    void everyMeterOfTheRoomIsListedWithItsTypeAndTagsAndNoOther() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Map<String, String> found = new HashMap<>();
        try (InferenceEngine engine = OnnxInferenceEngine.open(
                        FixturePack.writeTo(folder),
                        InferenceConfig.DEFAULTS,
                        ExecutionProvider.choose(InferenceConfig.DEFAULTS),
                        Optional.of(true),
                        meters);
                PackShelf shelf = PackShelf.holding(engine)) {
            shelf.measuredBy(meters);
            // While it is open: what an engine runs now goes with it.
            for (Meter meter : meters.getMeters()) {
                List<String> tags =
                        meter.getId().getTags().stream().map(Tag::getKey).toList();
                found.put(meter.getId().getName(), TYPES.get(meter.getId().getType()) + " " + tags);
            }
        }

        assertThat(found).isEqualTo(listed());
    }

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new HashMap<>();
        try (InputStream yaml = Objects.requireNonNull(InferenceEngine.class.getResourceAsStream("meters.yaml"))) {
            for (JsonNode meter : new ObjectMapper(new YAMLFactory()).readTree(yaml)) {
                TreeSet<String> tags = new TreeSet<>();
                meter.get("tags").forEach(tag -> tags.add(tag.asText()));
                assertThat(meter.get("meaning").asText()).hasSizeGreaterThan(20);
                assertThat(meter.get("unit").asText()).isLowerCase();
                String name = meter.get("name").asText();
                assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
                listed.put(name, meter.get("type").asText() + " " + tags);
            }
        }
        return listed;
    }
}
