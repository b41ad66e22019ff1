package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.InMemorySchemaRegistry;
import org.earwitness.streaming.fixture.Assigning;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.FixedShelf;
import org.earwitness.streaming.fixture.Script;
import org.junit.jupiter.api.Test;

class MeterCatalogueTest {

    /** One line of the catalogue. */
    record Described(String name, String type, String unit, List<String> tags, String meaning) {}

    @Test
    void theCatalogueDescribesExactlyTheMetersThatThereAre() throws IOException {
        Script gate = Script.of("gate");
        FixedEngine shadow = new FixedEngine(0);
        FixedEngine home = new FixedEngine("home", 10, 0, "e".repeat(64));
        try (TopologyRig rig = new TopologyRig(new FixedShelf(home, shadow))) {
            rig.assign(new Assigning(home).beside(shadow).record());
            rig.send(gate.event(0, "bark", 90), gate.ended(1));
            Map<String, List<String>> there = namesAndTags(rig.meters().getMeters());
            // A localizer that was never started registers what a rig has no use for.
            SimpleMeterRegistry unstarted = new SimpleMeterRegistry();
            try (Localizer localizer = new Localizer(
                    TopologyRig.USUAL,
                    Map.of("bootstrap.servers", "127.0.0.1:1"),
                    TopologyRig.TOPICS,
                    new AvroSerdes(InMemorySchemaRegistry.with(TopologyRig.TOPICS)),
                    new FixedEngine(0),
                    unstarted)) {
                assertThat(localizer.isRunning()).isFalse();
                assertThat(localizer.failure()).isEmpty();
                there.putAll(namesAndTags(unstarted.getMeters()));
            }

            assertThat(catalogue().stream().collect(Collectors.toMap(Described::name, Described::tags)))
                    .isEqualTo(there);
        }
    }

    @Test
    void everyLineSaysWhatItMeans() throws IOException {
        assertThat(catalogue()).allSatisfy(described -> {
            assertThat(described.type()).isIn("counter", "gauge", "timer", "summary");
            assertThat(described.meaning()).endsWith(".");
        });
    }

    private static List<Described> catalogue() throws IOException {
        try (InputStream file = MeterCatalogueTest.class.getResourceAsStream("meters.yaml")) {
            return new ObjectMapper(new YAMLFactory())
                    .readValue(Objects.requireNonNull(file), new TypeReference<List<Described>>() {});
        }
    }

    private static Map<String, List<String>> namesAndTags(List<Meter> meters) {
        Map<String, List<String>> found = new TreeMap<>();
        meters.stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("earwitness."))
                .forEach(id -> found.put(
                        id.getName(), id.getTags().stream().map(Tag::getKey).toList()));
        return found;
    }
}
