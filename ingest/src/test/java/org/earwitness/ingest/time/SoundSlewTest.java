package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.earwitness.ingest.time.LiveClock.Verdict;
import org.earwitness.schemas.Clock;
import org.junit.jupiter.api.Test;

class SoundSlewTest {
    private static final long SECOND = 1_000_000;
    private static final long UTC = 1_790_000_000 * SECOND;
    private static final int RATE = 16_000;

    private final LiveClock clock = new LiveClock();

    /** Each sample is its own number, so that one can be told from the others. */
    private static byte[] numbered(long first, int count) {
        byte[] pcm = new byte[2 * count];
        for (int at = 0; at < count; at++) {
            pcm[2 * at] = (byte) (first + at);
            pcm[2 * at + 1] = (byte) ((first + at) >> 8);
        }
        return pcm;
    }

    private static int sample(SoundSlew slew, int at) {
        int place = slew.offset() + 2 * at;
        return (slew.pcm()[place] & 0xff) | (slew.pcm()[place + 1] & 0xff) << 8;
    }

    @Test
    void whileTheMappingGoesStraightSamplesAreHandedOnAsTheyAre() {
        clock.read(0, UTC + 123_456, Clock.RTCP);
        SoundSlew slew = new SoundSlew(clock, UTC);
        Random random = new Random(2);
        long media = 7;
        long expected = Long.MIN_VALUE;
        for (int run = 0; run < 1_000; run++) {
            int count = 1 + random.nextInt(1_500);
            byte[] pcm = numbered(media, count + 3);
            slew.place(media, pcm, 6, count);

            assertThat(slew.pcm()).isSameAs(pcm);
            assertThat(slew.offset()).isEqualTo(6);
            assertThat(slew.count()).isEqualTo(count);
            if (run > 0) {
                assertThat(slew.firstSample()).isEqualTo(expected);
            }
            expected = slew.firstSample() + count;
            media += count;
        }
        assertThat(slew.changedSamples()).isZero();
    }

    @Test
    void runsStaySeamlessWhileTheMappingIsSlewed() {
        for (long drift : new long[] {-300, 300}) {
            LiveClock drifting = new LiveClock();
            drifting.read(0, UTC, Clock.RTCP);
            SoundSlew slew = new SoundSlew(drifting, UTC);
            Random random = new Random(4);
            long media = 0;
            long expected = 0;
            int lastNumber = -1;
            long nextReading = RATE;
            while (media < 600L * RATE) {
                if (media >= nextReading) {
                    long micros = media * 125 / 2;
                    assertThat(drifting.read(micros, UTC + micros + micros * drift / SECOND, Clock.RTCP))
                            .isInstanceOf(Verdict.Steady.class);
                    nextReading += RATE;
                }
                int count = 160 + random.nextInt(1_000);
                slew.place(media, numbered(media, count), 0, count);

                assertThat(slew.firstSample()).as("no hole, no overlap").isEqualTo(expected);
                for (int at = 0; at < slew.count(); at++) {
                    int step = (sample(slew, at) - lastNumber) & 0xffff;
                    assertThat(step).as("a single sample at most").isBetween(drift > 0 ? 0 : 1, drift > 0 ? 1 : 2);
                    lastNumber = sample(slew, at);
                }
                media += count;
                expected = slew.firstSample() + slew.count();
                long truth = media + media * drift / SECOND;
                assertThat(Math.abs(expected - truth)).as("samples off").isLessThan(RATE / 100);
            }
            assertThat(slew.changedSamples()).isBetween(2_800L, 2_950L);
        }
    }

    @Test
    void aRunBehindAHoleIsPutWhereItBelongs() {
        clock.read(0, UTC + SECOND, Clock.ARRIVAL);
        SoundSlew slew = new SoundSlew(clock, UTC);
        slew.place(0, numbered(0, 320), 0, 320);
        assertThat(slew.firstSample()).isEqualTo(RATE);
        slew.place(5 * RATE, numbered(0, 320), 0, 320);

        assertThat(slew.firstSample()).isEqualTo(6 * RATE);
        assertThat(slew.count()).isEqualTo(320);
    }

    @Test
    void soundBeforeTheEpochHasANegativePlace() {
        clock.read(0, UTC, Clock.ARRIVAL);
        SoundSlew slew = new SoundSlew(clock, UTC + SECOND);
        slew.place(-10, numbered(0, 320), 0, 320);

        assertThat(slew.firstSample()).isEqualTo(-RATE - 10);
    }
}
