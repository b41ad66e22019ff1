package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Pace;
import org.earwitness.ingest.StreamSource;
import org.junit.jupiter.api.Test;

class SourcePlanTest {
    private static final long NOW = 1_700_000_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);

    @Test
    void aFileIsReadOnceFromItsBeginning() {
        StreamSource source = source(new SourcePlan(false, false, false, CLOCK), "a.mp4", Map.of());
        assertThat(source).isEqualTo(StreamSource.file("a", "a.mp4"));
    }

    @Test
    void aFileThatTheClusterKnowsIsRefusedWithAdvice() {
        SourcePlan plan = new SourcePlan(false, false, false, CLOCK);
        assertThatThrownBy(() -> source(plan, "a.mp4", Map.of("a", 2L)))
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("epoch 2")
                .hasMessageContaining("--again");
    }

    @Test
    void againReadsTheFileInTheNextEpoch() {
        StreamSource source = source(new SourcePlan(false, false, true, CLOCK), "a.mp4", Map.of("a", 2L));
        assertThat(source.epoch()).isEqualTo(3);
        assertThat(source.clock()).isEqualTo(org.earwitness.schemas.Clock.MEDIA);
    }

    @Test
    void aLoopedFileIsALiveStream() {
        StreamSource source = source(new SourcePlan(true, false, false, CLOCK), "a.mp4", Map.of("a", 5L));
        assertThat(source.looped()).isTrue();
        assertThat(source.pace()).isEqualTo(Pace.REAL_TIME);
        assertThat(source.epoch()).isEqualTo(NOW);
    }

    @Test
    void aFileInRealTimeIsALiveStreamThatEnds() {
        StreamSource source = source(new SourcePlan(false, true, false, CLOCK), "a.mp4", Map.of());
        assertThat(source.looped()).isFalse();
        assertThat(source.clock()).isEqualTo(org.earwitness.schemas.Clock.ARRIVAL);
    }

    @Test
    void aLiveUrlKeepsItsOwnPaceAlsoWithLoop() {
        StreamSource source = source(new SourcePlan(true, true, false, CLOCK), "RTSP://cam.example/main", Map.of());
        assertThat(source).isEqualTo(StreamSource.live("a", "RTSP://cam.example/main", NOW));
    }

    @Test
    void anEpochNeverGoesBackWhenTheClockDoes() {
        StreamSource source = source(new SourcePlan(true, false, false, CLOCK), "a.mp4", Map.of("a", NOW + 50));
        assertThat(source.epoch()).isEqualTo(NOW + 51);
    }

    private static StreamSource source(SourcePlan plan, String address, Map<String, Long> lastEpochs) {
        return plan.of(List.of(new NamedMedia("a", address)), lastEpochs).get(0);
    }
}
