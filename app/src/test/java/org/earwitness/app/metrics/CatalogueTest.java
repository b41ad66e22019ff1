package org.earwitness.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.earwitness.app.GoldenFile;
import org.junit.jupiter.api.Test;

final class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    void theMetricsPageIsAsReviewed() {
        GoldenFile.assertSame("docs/metrics.md", CataloguePage.render(CATALOGUE));
    }

    @Test
    void everyRoomThatRunsDescribesItsMetersOnce() {
        for (Catalogue.Room room : CATALOGUE.rooms()) {
            List<String> names =
                    room.meters().stream().map(MeterDescription::name).toList();
            assertThat(names).doesNotHaveDuplicates();
            if (!room.name().equals("schemas")) {
                assertThat(names).as(room.name()).isNotEmpty();
            }
        }
    }

    @Test
    void metersOfTheJvmAndTheProcessAreKnown() {
        try (Telemetry telemetry = Telemetry.open()) {
            assertThat(telemetry.meters().getMeters()).hasSizeGreaterThan(20);
            assertThat(new CatalogueCheck(CATALOGUE).strangers(telemetry.meters()))
                    .isEmpty();
        }
    }

    @Test
    void aMeterThatIsUnknownOrOtherwiseIsToldWithWhatToDo() {
        MeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("earwitness.app.surprise").increment();
        registry.counter("earwitness.app.memory.resident").increment();
        registry.timer("earwitness.streaming.stage", "stream", "gate");
        registry.counter("somebody.else");
        registry.counter("kafka.consumer.anything");
        assertThat(new CatalogueCheck(CATALOGUE).strangers(registry))
                .containsExactly(
                        "earwitness.app.memory.resident is a COUNTER, the catalogue says GAUGE.",
                        "earwitness.app.surprise is not in the catalogue. Describe it in the meters.yaml of its room.",
                        "earwitness.streaming.stage has the tags [stream], the catalogue says [stage].",
                        "somebody.else is not in the catalogue. Describe it in the meters.yaml of its room.");
    }
}
