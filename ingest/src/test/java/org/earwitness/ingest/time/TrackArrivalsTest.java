package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.earwitness.ingest.segment.Timeline.Track;
import org.earwitness.ingest.time.TrackArrivals.Reading;
import org.junit.jupiter.api.Test;

class TrackArrivalsTest {
    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;
    private static final long UTC = 1_790_000_000 * SECOND;
    private static final long MONOTONIC = -77 * SECOND;
    private static final long FRAME = 40 * MILLI;

    private final TrackArrivals arrivals = new TrackArrivals();
    private final List<Reading> readings = new ArrayList<>();
    private long wallOffset;

    /** A packet that comes so long after the start of the test. */
    private Optional<Reading> packet(Track track, long mediaMicros, long afterMicros) {
        Optional<Reading> reading =
                arrivals.packet(track, mediaMicros, UTC + wallOffset + afterMicros, (MONOTONIC + afterMicros) * 1_000);
        reading.ifPresent(readings::add);
        return reading;
    }

    private static long lateness(Reading reading) {
        return reading.utcMicros() - UTC - reading.mediaMicros();
    }

    @Test
    void aStreamInRealTimeSettlesAfterHalfASecondAndIsReadEachSecond() {
        for (long media = 0; media <= 10 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media + 30 * MILLI);
        }

        assertThat(readings).hasSize(10);
        assertThat(readings.get(0).utcMicros() - UTC).isLessThanOrEqualTo(560 * MILLI);
        assertThat(readings).allMatch(reading -> lateness(reading) == 30 * MILLI);
        assertThat(readings).allMatch(reading -> reading.audioDelayMicros().isEmpty());
    }

    @Test
    void jitterOnlyMakesPacketsLater() {
        Random random = new Random(7);
        for (long media = 0; media <= 60 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media + 20 * MILLI + (long) (-40 * MILLI * Math.log(1 - random.nextDouble())));
        }

        assertThat(readings).hasSizeBetween(55, 60);
        assertThat(readings).allSatisfy(reading -> assertThat(lateness(reading)).isBetween(20 * MILLI, 40 * MILLI));
    }

    @Test
    void packetsHeldWhileProbingAreNotStampedIntoTheFuture() {
        // Five seconds of media at once, then real time.
        for (long media = 0; media < 5 * SECOND; media += FRAME) {
            assertThat(packet(Track.VIDEO, media, 5 * SECOND + media / 1_000)).isEmpty();
        }
        for (long media = 5 * SECOND; media < 7 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media + 30 * MILLI);
        }

        assertThat(readings).hasSize(2);
        assertThat(lateness(readings.get(0))).isLessThanOrEqualTo(50 * MILLI);
        assertThat(readings.get(0).mediaMicros()).isGreaterThan(4 * SECOND);
    }

    @Test
    void hlsSegmentsAreReadAtTheirEnds() {
        long segment = 6 * SECOND;
        // The last three segments at once, each later one when it is complete.
        for (int number = 0; number < 12; number++) {
            long at = Math.max(3, number + 1) * segment;
            for (long media = number * segment; media < (number + 1) * segment; media += FRAME) {
                packet(Track.VIDEO, media, at + (media - number * segment) / 50);
                packet(Track.AUDIO, media + 20 * MILLI, at + (media - number * segment) / 50 + 1);
            }
        }

        assertThat(readings).hasSizeBetween(9, 11);
        assertThat(readings).allSatisfy(reading -> assertThat(lateness(reading)).isBetween(0L, 300 * MILLI));
        assertThat(readings)
                .allSatisfy(reading ->
                        assertThat(reading.audioDelayMicros().orElseThrow()).isBetween(-25 * MILLI, 0L));
    }

    @Test
    void mediaThatNeverStopsComingTooFastIsReadAfterFiveSecondsAllTheSame() {
        for (long media = 0; readings.isEmpty(); media += FRAME) {
            packet(Track.VIDEO, media, media / 4);
        }

        assertThat(readings.get(0).utcMicros() - UTC).isBetween(5 * SECOND, 5 * SECOND + FRAME);
    }

    @Test
    void aMinuteOfMediaIsAllThatIsWaitedFor() {
        for (long media = 0; readings.isEmpty(); media += FRAME) {
            packet(Track.VIDEO, media, media / 1_000);
        }

        assertThat(readings.get(0).mediaMicros()).isEqualTo(60 * SECOND);
    }

    @Test
    void aSourceThatCanHoldNoMoreSettlesNow() {
        assertThat(arrivals.settleNow()).isEmpty();
        packet(Track.VIDEO, 0, 0);
        assertThat(arrivals.isSettled()).isFalse();

        assertThat(arrivals.settleNow()).map(Reading::utcMicros).contains(UTC);
        assertThat(arrivals.isSettled()).isTrue();
        assertThat(arrivals.settleNow()).isEmpty();
    }

    @Test
    void soundThatArrivesLaterThanItsPictureIsMeasured() {
        Random random = new Random(3);
        for (long media = 0; media <= 30 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media + 20 * MILLI + random.nextInt(30_000));
            packet(Track.AUDIO, media - 300 * MILLI, media + 20 * MILLI + random.nextInt(30_000));
        }

        assertThat(readings.get(readings.size() - 1).audioDelayMicros().orElseThrow())
                .isBetween(295 * MILLI, 305 * MILLI);
    }

    @Test
    void aTrackThatFallsSilentNoLongerHasADelay() {
        for (long media = 0; media <= 40 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media);
            if (media < 10 * SECOND) {
                packet(Track.AUDIO, media, media);
            }
        }

        assertThat(readings.get(5).audioDelayMicros()).isEqualTo(OptionalLong.of(0));
        assertThat(readings.get(readings.size() - 1).audioDelayMicros()).isEmpty();
    }

    @Test
    void aWallClockThatIsSetIsNamedOnceAndFollowed() {
        for (long media = 0; media <= 20 * SECOND; media += FRAME) {
            if (media == 10 * SECOND) {
                wallOffset = -3_200 * MILLI;
            }
            packet(Track.VIDEO, media, media + 30 * MILLI);
        }

        List<Reading> stepped = readings.stream()
                .filter(reading -> reading.wallStepMicros().isPresent())
                .toList();
        assertThat(stepped).singleElement().satisfies(reading -> {
            assertThat(reading.wallStepMicros().orElseThrow()).isEqualTo(-3_200 * MILLI);
            assertThat(lateness(reading)).isEqualTo(-3_170 * MILLI);
        });
        assertThat(lateness(readings.get(readings.size() - 1))).isEqualTo(-3_170 * MILLI);
    }

    @Test
    void aPauseBetweenReadingTheTwoClocksIsNoStep() {
        for (long media = 0; media <= 5 * SECOND; media += FRAME) {
            long at = media + 30 * MILLI;
            boolean paused = media % SECOND == 10 * FRAME;
            arrivals.packet(Track.VIDEO, media, UTC + at, (MONOTONIC + at + (paused ? 900 * MILLI : 0)) * 1_000)
                    .ifPresent(readings::add);
        }

        assertThat(readings)
                .hasSizeGreaterThan(3)
                .allMatch(reading -> reading.wallStepMicros().isEmpty());
        assertThat(readings).allSatisfy(reading -> assertThat(lateness(reading)).isBetween(30 * MILLI, 31 * MILLI));
    }

    @Test
    void behindABreakTheNextPacketGivesAReading() {
        for (long media = 0; media < 10 * SECOND; media += FRAME) {
            packet(Track.VIDEO, media, media);
        }
        arrivals.broken();

        assertThat(packet(Track.VIDEO, 10 * SECOND, 17 * SECOND).map(TrackArrivalsTest::lateness))
                .contains(7 * SECOND);
        assertThat(packet(Track.VIDEO, 10 * SECOND + FRAME, 17 * SECOND + FRAME))
                .isEmpty();
    }
}
