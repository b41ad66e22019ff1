package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline.Track;
import org.earwitness.ingest.time.LiveClock.Verdict;
import org.earwitness.schemas.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures of time over hours, by simulation: a camera whose clock drifts, a network that jitters, packets of both tracks, and what
 * their stamps and places are off by. Prints a line each; {@code -Dhours=24} for longer than the usual two hours.
 */
class DriftFiguresTest {
    private static final Logger LOG = LoggerFactory.getLogger(DriftFiguresTest.class);
    private static final long SECOND = 1_000_000;
    private static final long UTC = 1_790_000_000 * SECOND;
    private static final long FRAME = SECOND / 25;
    private static final int RUN_SAMPLES = 640;
    private static final long LATENCY = 30_000;
    private static final long SETTLING_SECONDS = 600;
    private static final double MOST_GROWTH_MILLIS = 5;
    private static final double MOST_SKEW_MILLIS = 20;

    /** What is off, milliseconds. */
    private static final class Figures {
        private double worst;
        private double skew;
        private double driftPpm;
        private double sumX;
        private double sumY;
        private double sumXx;
        private double sumXy;
        private long count;

        void add(double hours, double errorMillis, double skewMillis) {
            worst = Math.max(worst, Math.abs(errorMillis));
            skew = Math.max(skew, Math.abs(skewMillis));
            sumX += hours;
            sumY += errorMillis;
            sumXx += hours * hours;
            sumXy += hours * errorMillis;
            count++;
        }

        /** Slope of a straight line through the errors. */
        double growthMillisAnHour() {
            return (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
        }

        double meanMillis() {
            return sumY / count;
        }
    }

    /** A camera of which each frame and run of samples is recorded at a true instant, and stamped by a clock that drifts. */
    private static Figures measure(double ppm, double jitterMillis, Clock source, long hours) {
        Random random = new Random(5);
        TrackArrivals arrivals = new TrackArrivals();
        LiveClock clock = new LiveClock();
        Figures figures = new Figures();
        SoundSlew sound = new SoundSlew(clock, UTC);
        byte[] pcm = new byte[2 * RUN_SAMPLES];
        long floor = source == Clock.ARRIVAL ? LATENCY + FRAME : 0;
        long lastArrived = 0;
        for (long frame = 0; frame * FRAME < hours * 3_600 * SECOND; frame++) {
            long media = frame * FRAME;
            long truth = UTC + Math.round(media / (1 + ppm / SECOND));
            double onTheWay = -jitterMillis * 1_000 * Math.log(1 - random.nextDouble());
            lastArrived = Math.max(lastArrived, truth + FRAME + LATENCY + (long) onTheWay);
            arrivals.packet(Track.VIDEO, media, lastArrived, lastArrived * 1_000)
                    .ifPresent(reading -> {
                        Verdict verdict = source == Clock.ARRIVAL
                                ? clock.read(reading.mediaMicros(), reading.utcMicros(), source)
                                : clock.read(media, truth + random.nextInt(8_000) - 4_000, source);
                        assertThat(verdict).isInstanceOf(Verdict.Steady.class);
                    });
            if (!clock.isAnchored()) {
                continue;
            }
            long stamp = clock.utcMicros(media);
            long sample = media * (SegmentClock.SAMPLES_PER_SECOND / 1_000) / 1_000;
            sound.place(sample, pcm, 0, RUN_SAMPLES);
            double heard = UTC + sound.firstSample() * (double) SECOND / SegmentClock.SAMPLES_PER_SECOND;
            if (media > SETTLING_SECONDS * SECOND) {
                figures.add(media / 3_600e6, (stamp - truth - floor) / 1e3, (heard - stamp) / 1e3);
            }
        }
        figures.driftPpm = clock.driftPpm();
        return figures;
    }

    @ParameterizedTest
    @CsvSource({
        "200, 5, ARRIVAL",
        "-200, 5, ARRIVAL",
        "200, 40, ARRIVAL",
        "-200, 40, ARRIVAL",
        "0, 40, ARRIVAL",
        "200, 40, RTCP",
        "-200, 40, RTCP"
    })
    void stampsAndTracksStayTogetherUnderDrift(double ppm, double jitterMillis, Clock source) {
        long hours = Long.getLong("hours", 2);
        Figures figures = measure(ppm, jitterMillis, source, hours);
        LOG.info(String.format(
                Locale.ROOT,
                "%+.0f ppm, jitter %.0f ms, %s, %d h: error grows %.3f ms/h, at most %.2f ms, mean %.2f ms;"
                        + " sound against picture at most %.3f ms; measured drift %.1f ppm",
                ppm,
                jitterMillis,
                source,
                hours,
                figures.growthMillisAnHour(),
                figures.worst,
                figures.meanMillis(),
                figures.skew,
                figures.driftPpm));

        assertThat(Math.abs(figures.growthMillisAnHour())).isLessThan(MOST_GROWTH_MILLIS);
        assertThat(figures.worst).isLessThan(MOST_GROWTH_MILLIS);
        assertThat(figures.skew).isLessThan(MOST_SKEW_MILLIS);
    }
}
