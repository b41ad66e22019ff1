package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.ingest.time.SimulatedCamera.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.earwitness.ingest.segment.ChosenFrame;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.time.SimulatedCamera.Packet;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;

/**
 * Streams that go wrong in every way we know of, through the pure core, held against what was true.
 *
 * <p>Longer: {@code -Dtest=LiveSimulationTest -Dcases=2000}; one case again: {@code -Dseed=...}, as the failure says.
 */
class LiveSimulationTest {
    private static final long LENGTH = 600 * SECOND;
    private static final long SKEW_MICROS = 20_000;
    /** A step of arrivals is believed after 20 seconds, and the readings of a window are 30 seconds old at most. */
    private static final long CALM_MICROS = 75 * SECOND;

    /** Holds the laws against what comes out. */
    private static final class Laws implements SimulatedReader.Listener {
        private final SimulatedCamera camera;
        private final List<String> epochs = new ArrayList<>();
        private long nextIndex;
        private long count;
        private long worstSkew;
        private long worstError;
        private boolean restamped;

        Laws(SimulatedCamera camera) {
            this.camera = camera;
        }

        @Override
        public void epoch(long originMicros, String reason) {
            assertThat(originMicros % SECOND).as("begin of an epoch").isZero();
            epochs.add(reason);
            // From then on arrival is all there is, jitter included.
            restamped |= reason.endsWith("not used any more") || reason.contains("within a minute");
            nextIndex = 0;
        }

        @Override
        public void second(Second second, long originMicros, Clock clock) {
            assertThat(second.index()).as("the next index of the epoch").isEqualTo(nextIndex);
            nextIndex++;
            count++;
            long start = originMicros + second.index() * SECOND;
            OptionalLong seen = errorOfPicture(second, originMicros);
            OptionalLong heard = errorOfSound(second, start);
            assertThat(seen.isPresent()).isEqualTo(second.video() != VideoTrack.MISSING);
            assertThat(heard.isPresent()).isEqualTo(second.sound() != AudioTrack.MISSING);
            boolean told =
                    !restamped && start - camera.liedAt() > CALM_MICROS && start > SimulatedCamera.START + CALM_MICROS;
            if (told && seen.isPresent() && heard.isPresent()) {
                worstSkew = Math.max(worstSkew, Math.abs(folded(seen.getAsLong() - heard.getAsLong())));
                assertThat(worstSkew).as("skew of second %d", start / SECOND).isLessThanOrEqualTo(SKEW_MICROS);
            }
            if (told && seen.isPresent() && !camera.isClockSet()) {
                // Arrival is late by the network's latency; a sender report takes that away by slewing.
                long most = camera.latencyMicros() + 200_000;
                worstError = Math.max(worstError, Math.abs(seen.getAsLong()));
                assertThat(worstError).as("error of second %d", start / SECOND).isLessThanOrEqualTo(most);
            }
        }

        /** Samples name their truth modulo some seconds. */
        private static long folded(long micros) {
            long period = SimulatedReader.NUMBERS * SECOND / SegmentClock.SAMPLES_PER_SECOND;
            return Math.floorMod(micros + period / 2, period) - period / 2;
        }

        /** How much later than in truth the first picture is placed. */
        private static OptionalLong errorOfPicture(Second second, long originMicros) {
            if (second.frames().isEmpty()) {
                return OptionalLong.empty();
            }
            ChosenFrame frame = second.frames().get(0);
            long truth = ByteBuffer.wrap(frame.still().jpeg()).getLong();
            return OptionalLong.of(originMicros + frame.ptsMicros() - truth);
        }

        /** The same of the first sample that is there. */
        private static OptionalLong errorOfSound(Second second, long startMicros) {
            byte[] pcm = second.audio();
            for (int at = 0; at < pcm.length / 2; at++) {
                int number = (short) ((pcm[2 * at] & 0xff) | pcm[2 * at + 1] << 8);
                if (number != 0) {
                    long place = startMicros + at * SECOND / SegmentClock.SAMPLES_PER_SECOND;
                    long sample = place * (SegmentClock.SAMPLES_PER_SECOND / 1_000) / 1_000;
                    long off = Math.floorMod(
                            sample - (number - SimulatedReader.FIRST_NUMBER), (long) SimulatedReader.NUMBERS);
                    long near = off > SimulatedReader.NUMBERS / 2 ? off - SimulatedReader.NUMBERS : off;
                    return OptionalLong.of(near * SECOND / SegmentClock.SAMPLES_PER_SECOND);
                }
            }
            return OptionalLong.empty();
        }
    }

    private static Laws play(long seed, boolean mayLie) {
        SimulatedCamera camera = new SimulatedCamera(seed, LENGTH, mayLie);
        Laws laws = new Laws(camera);
        SimulatedReader reader = new SimulatedReader(laws);
        Random random = new Random(seed);
        try {
            while (!camera.isOver()) {
                Packet packet = camera.next();
                reader.take(packet);
                if (random.nextInt(300) == 0) {
                    reader.take(packet); // a duplicate
                }
            }
            reader.end();
            assertThat(laws.count).as("seconds").isLessThan(2 * LENGTH / SECOND + 60);
            assertThat(reader.breaks()).as("epochs").isLessThan(40);
            assertThat(laws.count).as("seconds").isGreaterThan(LENGTH / SECOND / 4);
            if (!mayLie) {
                assertThat(reader.absurdities()).as("absurd").isZero();
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + (mayLie ? ", a camera that lies" : "") + ", epochs " + laws.epochs
                            + "; replay with: mvn -pl ingest test -Dtest=LiveSimulationTest -Dseed=" + seed,
                    e);
        }
        return laws;
    }

    private static void playAll(boolean mayLie) {
        Long only = Long.getLong("seed");
        if (only != null) {
            play(only, mayLie);
            return;
        }
        for (int number = 0; number < Integer.getInteger("cases", 12); number++) {
            play(9_000 + number, mayLie);
        }
    }

    @Test
    void honestStreamsKeepTheLawsWhateverTheNetworkDoes() {
        playAll(false);
    }

    @Test
    void streamsWithWrongStampsAndClocksKeepTheLawsToo() {
        playAll(true);
    }
}
