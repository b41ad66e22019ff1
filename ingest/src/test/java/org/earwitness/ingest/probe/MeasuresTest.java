package org.earwitness.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.earwitness.ingest.probe.SoundFindings.Level;
import org.junit.jupiter.api.Test;

final class MeasuresTest {

    @Test
    void aConstantRateIsMeasuredWhateverTheContainerRounds() {
        TrackMeasure track = new TrackMeasure();
        for (int frame = 0; frame < 100; frame++) {
            track.packet(1_000, frame % 30 == 0, OptionalLong.of(Math.round(frame * 1e3 / 29.97) * 1_000));
        }
        Flow flow = track.flow();
        assertThat(flow.perSecond().orElseThrow()).isCloseTo(29.97, within(0.02));
        assertThat(flow.isVariable()).isFalse();
        assertThat(flow.bitsPerSecond().orElseThrow()).isCloseTo(29.97 * 8_000, within(300.0));
        assertThat(track.isReordered()).isFalse();
        assertThat(track.keyFrames()).isEqualTo(new KeyFrames(4, 30, 1_001_000, 300_000));
    }

    @Test
    void framesThatComeInAnotherOrderThanTheyAreShownAreBFrames() {
        TrackMeasure track = new TrackMeasure();
        for (int frame : new int[] {0, 3, 1, 2, 6, 4, 5}) {
            track.packet(1_000, frame == 0, OptionalLong.of(frame * 40_000L));
        }
        assertThat(track.isReordered()).isTrue();
        assertThat(track.flow().perSecond()).isEqualTo(OptionalDouble.of(25));
        assertThat(track.flow().isVariable()).isFalse();
        assertThat(track.keyFrames().isKnown()).isFalse();
        assertThat(track.keyFrames().leastMicros()).isEqualTo(240_000);
    }

    @Test
    void aHoleMakesTheRateVariable() {
        TrackMeasure track = new TrackMeasure();
        for (int frame = 0; frame < 50; frame++) {
            track.packet(1_000, true, OptionalLong.of(frame * 40_000L + (frame > 20 ? 400_000 : 0)));
        }
        assertThat(track.flow().isVariable()).isTrue();
        assertThat(track.flow().longestStepMicros()).isEqualTo(440_000);
    }

    @Test
    void nothingIsMeasuredAcrossABreak() {
        TrackMeasure track = new TrackMeasure();
        for (int frame = 0; frame < 100; frame++) {
            long off = frame > 50 && frame < 55 ? 95_443_000_000L : 0;
            track.packet(1_000, frame % 25 == 0, OptionalLong.of(frame * 40_000L + off));
        }
        assertThat(track.flow().perSecond().orElseThrow()).isCloseTo(25, within(0.001));
        assertThat(track.flow().isVariable()).isFalse();
        assertThat(track.keyFrames()).isEqualTo(new KeyFrames(4, 25, 1_000_000, 960_000));
        assertThat(track.isReordered()).isFalse();
    }

    @Test
    void timeStampsThatAreTwiceOrMissingAreCounted() {
        TrackMeasure track = new TrackMeasure();
        track.packet(10, true, OptionalLong.of(0));
        track.packet(10, false, OptionalLong.of(0));
        track.packet(10, false, OptionalLong.empty());
        track.packet(10, false, OptionalLong.of(40_000));
        assertThat(track.flow().twice()).isEqualTo(1);
        assertThat(track.flow().withoutTime()).isEqualTo(1);
        assertThat(track.flow().packets()).isEqualTo(4);
    }

    @Test
    void nothingIsMeasuredOfNothing() {
        TrackMeasure track = new TrackMeasure();
        assertThat(track.flow()).isEqualTo(Flow.NONE);
        assertThat(track.flow().isVariable()).isFalse();
        assertThat(track.keyFrames()).isEqualTo(KeyFrames.NONE);
        assertThat(new LevelMeasure().level()).isEqualTo(Level.NONE);
        assertThat(new ArrivalMeasure().pace()).isEmpty();
        assertThat(new ArrivalMeasure().jitterMicros()).isEmpty();
    }

    @Test
    void aSineHasItsLevel() {
        byte[] pcm = new byte[32_000];
        for (int i = 0; i < 16_000; i++) {
            int value = (int) Math.round(16_384 * Math.sin(2 * Math.PI * 440 * i / 16_000));
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        LevelMeasure measure = new LevelMeasure();
        measure.hear(pcm, 16_000);
        assertThat(measure.level().peakDecibels()).isCloseTo(-6.02, within(0.01));
        assertThat(measure.level().rmsDecibels()).isCloseTo(-9.03, within(0.01));
        assertThat(measure.level().clippedShare()).isZero();
    }

    @Test
    void theMostNegativeSampleIsFullScale() {
        LevelMeasure measure = new LevelMeasure();
        measure.hear(new byte[] {0, (byte) 0x80, 0, 0}, 2);
        assertThat(measure.level().peakDecibels()).isZero();
        assertThat(measure.level().clippedShare()).isEqualTo(0.5);
    }

    @Test
    void jitterAndPaceLeaveOutWhatWasKeptBack() {
        ArrivalMeasure arrivals = new ArrivalMeasure();
        long open = 1_000_000_000L;
        for (int packet = 0; packet < 60; packet++) { // 2.4 s of media at once
            arrivals.packet(open, packet * 40_000L);
        }
        for (int packet = 60; packet < 185; packet++) {
            long shaken = packet % 2 == 0 ? 0 : 30_000;
            arrivals.packet(open + (packet - 60) * 40_000L + shaken, packet * 40_000L);
        }
        assertThat(arrivals.jitterMicros()).hasValue(30_000);
        assertThat(arrivals.pace().orElseThrow()).isCloseTo(1, within(0.01));
    }

    @Test
    void aFileThatIsSentFourTimesAsFastShowsInItsPace() {
        ArrivalMeasure arrivals = new ArrivalMeasure();
        for (int packet = 0; packet < 400; packet++) {
            arrivals.packet(packet * 10_000L, packet * 40_000L);
        }
        assertThat(arrivals.pace().orElseThrow()).isCloseTo(4, within(0.01));
    }
}
