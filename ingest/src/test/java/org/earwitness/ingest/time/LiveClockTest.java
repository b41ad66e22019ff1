package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.earwitness.ingest.time.LiveClock.Verdict;
import org.earwitness.schemas.Clock;
import org.junit.jupiter.api.Test;

class LiveClockTest {
    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;
    private static final long UTC = 1_790_000_000 * SECOND;

    private LiveClock clock = new LiveClock();
    private Verdict last = new Verdict.Steady();

    /** Reads and uses the clock, once a second, while the verdict is steady. */
    private long run(long fromSecond, long untilSecond, Clock source, Offset offset) {
        for (long second = fromSecond; second < untilSecond; second++) {
            long media = second * SECOND;
            last = clock.read(media, UTC + media + offset.at(second), source);
            if (!(last instanceof Verdict.Steady)) {
                return second;
            }
            clock.utcMicros(media);
        }
        return untilSecond;
    }

    /** Offset of a reading, microseconds. */
    private interface Offset {
        long at(long second);
    }

    private long offsetAt(long second) {
        return clock.utcMicros(second * SECOND) - UTC - second * SECOND;
    }

    @Test
    void theFirstReadingAnchors() {
        assertThat(clock.isAnchored()).isFalse();
        assertThatThrownBy(() -> clock.utcMicros(0)).hasMessageContaining("before the first reading");

        clock.read(5 * SECOND, UTC, Clock.ARRIVAL);

        assertThat(clock.isAnchored()).isTrue();
        assertThat(clock.utcMicros(7 * SECOND)).isEqualTo(UTC + 2 * SECOND);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
    }

    @Test
    void beforeAnythingWasAskedTheEarliestArrivalAnchors() {
        clock.read(0, UTC + 800 * MILLI, Clock.ARRIVAL);
        clock.read(SECOND, UTC + SECOND + 20 * MILLI, Clock.ARRIVAL);
        clock.read(2 * SECOND, UTC + 2 * SECOND + 300 * MILLI, Clock.ARRIVAL);

        assertThat(offsetAt(2)).isEqualTo(20 * MILLI);
    }

    @Test
    void aSmallDifferenceIsSlewedAtABoundedRate() {
        run(0, 10, Clock.RTCP, second -> 0);
        long before = offsetAt(10);
        run(10, 40, Clock.RTCP, second -> 100 * MILLI);
        long within = offsetAt(40);

        assertThat(before).isZero();
        assertThat(within).isBetween(5 * MILLI, 15 * MILLI);
        run(40, 400, Clock.RTCP, second -> 100 * MILLI);
        assertThat(offsetAt(400)).isCloseTo(100 * MILLI, within(3 * MILLI));
    }

    @Test
    void whatWasAskedOnceKeepsItsAnswer() {
        run(0, 10, Clock.RTCP, second -> 0);
        long early = clock.utcMicros(14 * SECOND);
        run(10, 14, Clock.RTCP, second -> 400 * MILLI);

        assertThat(clock.utcMicros(14 * SECOND)).isEqualTo(early);
        assertThat(clock.mediaMicros(early)).isCloseTo(14 * SECOND, within(2L));
    }

    @Test
    void oneOutlierDoesNothing() {
        run(0, 60, Clock.RTCP, second -> second % 20 == 10 ? 7 * SECOND : 0);

        assertThat(last).isInstanceOf(Verdict.Steady.class);
        assertThat(offsetAt(60)).isZero();
    }

    @Test
    void aLastingDifferenceIsAStepAndTheNextClockBeginsBehindIt() {
        long found = run(0, 60, Clock.RTCP, second -> second < 20 ? 0 : -2 * SECOND);

        assertThat(found).isEqualTo(23);
        assertThat(last).isEqualTo(new Verdict.Step("the sender report puts media 2.0 s earlier than before"));
        clock = clock.successor();
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        assertThat(offsetAt(24)).isEqualTo(-2 * SECOND);
        run(24, 60, Clock.RTCP, second -> -2 * SECOND);
        assertThat(last).isInstanceOf(Verdict.Steady.class);
    }

    @Test
    void aCongestedNetworkIsNoStepButALastingOneIs() {
        long congested = run(0, 60, Clock.ARRIVAL, second -> second >= 20 && second < 35 ? 3 * SECOND : 0);
        assertThat(congested).isEqualTo(60);
        assertThat(offsetAt(60)).isZero();

        long found = run(60, 120, Clock.ARRIVAL, second -> 3 * SECOND);
        assertThat(found).isEqualTo(80);
        assertThat(last).isEqualTo(new Verdict.Step("arrival puts media 3.0 s later than before"));
        clock = clock.successor();
        assertThat(offsetAt(81)).isEqualTo(3 * SECOND);
    }

    @Test
    void hlsSegmentsThatAreLookedForFromTimeToTimeAreNoSteps() {
        Random random = new Random(5);
        long offset = 18 * SECOND;
        for (long segment = 0; segment < 600; segment++) {
            long media = segment * 6 * SECOND;
            long lateness = random.nextInt(3_000_000);
            assertThat(clock.read(media, UTC + media + offset + (segment == 0 ? 0 : lateness), Clock.ARRIVAL))
                    .isInstanceOf(Verdict.Steady.class);
            clock.utcMicros(media);
        }
    }

    @Test
    void timeStampsTenTimesTooFastAreAbsurd() {
        Verdict verdict = new Verdict.Steady();
        long seconds = 0;
        while (verdict instanceof Verdict.Steady && seconds < 60) {
            seconds++;
            verdict = clock.read(seconds * 10 * SECOND, UTC + seconds * SECOND, Clock.ARRIVAL);
            clock.utcMicros(seconds * 10 * SECOND);
        }

        assertThat(verdict)
                .isEqualTo(new Verdict.Absurd(
                        "the time stamps run at 10.00 times the rate of UTC (arrival); they are not used any more"));
        assertThat(seconds).isLessThanOrEqualTo(12);
        assertThat(clock.successor().isAnchored()).isFalse();
    }

    @Test
    void timeStampsThatHardlyMoveAreAbsurd() {
        Verdict verdict = new Verdict.Steady();
        long seconds = 0;
        while (verdict instanceof Verdict.Steady && seconds < 60) {
            seconds++;
            verdict = clock.read(seconds * SECOND / 10, UTC + seconds * SECOND, Clock.RTCP);
            clock.utcMicros(seconds * SECOND / 10);
        }

        assertThat(verdict).isInstanceOf(Verdict.Absurd.class);
        assertThat(seconds).isLessThanOrEqualTo(7);
    }

    @Test
    void stepsThatDoNotStopAreAbsurd() {
        int steps = 0;
        long second = 0;
        while (!(last instanceof Verdict.Absurd) && second < 200) {
            second = run(second, 200, Clock.RTCP, at -> at / 5 * 3 * SECOND) + 1;
            steps++;
            clock = last instanceof Verdict.Step ? clock.successor() : clock;
        }

        assertThat(last).isInstanceOf(Verdict.Absurd.class);
        assertThat(((Verdict.Absurd) last).reason()).contains("more than 3 times within a minute");
        assertThat(steps).isEqualTo(4);
    }

    @Test
    void aSenderReportNearToArrivalIsTakenUpBySlewing() {
        run(0, 10, Clock.ARRIVAL, second -> 150 * MILLI);
        run(10, 12, Clock.RTCP, second -> 0);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        run(12, 13, Clock.RTCP, second -> 0);

        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        assertThat(offsetAt(13)).isCloseTo(150 * MILLI, within(2 * MILLI));
        run(13, 600, Clock.RTCP, second -> 0);
        assertThat(offsetAt(600)).isCloseTo(0, within(2 * MILLI));
    }

    @Test
    void aSenderReportFarFromArrivalIsAStep() {
        run(0, 10, Clock.ARRIVAL, second -> 900 * MILLI);
        long found = run(10, 20, Clock.RTCP, second -> 0);

        assertThat(found).isEqualTo(12);
        assertThat(last).isEqualTo(new Verdict.Step("the sender report puts media 0.9 s earlier than arrival did"));
        clock = clock.successor();
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        assertThat(offsetAt(13)).isZero();
        run(13, 60, Clock.ARRIVAL, second -> 900 * MILLI);
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        assertThat(offsetAt(60)).isZero();
    }

    @Test
    void aSilentSenderReportIsGivenUpForArrivalWithoutAJump() {
        for (long second = 0; second < 30; second++) {
            run(second, second + 1, Clock.RTCP, at -> 0);
            run(second, second + 1, Clock.ARRIVAL, at -> 2 * SECOND);
        }
        run(30, 85, Clock.ARRIVAL, second -> 2 * SECOND);
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        run(85, 300, Clock.ARRIVAL, second -> 2 * SECOND);

        assertThat(last).isInstanceOf(Verdict.Steady.class);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        assertThat(offsetAt(300)).isCloseTo(0, within(MILLI));
    }

    @Test
    void aClockThatComesAndGoesMustShowMoreEachTime() {
        aSilentSenderReportIsGivenUpForArrivalWithoutAJump();
        run(300, 305, Clock.RTCP, second -> 0);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        run(305, 306, Clock.RTCP, second -> 0);
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
        run(306, 400, Clock.ARRIVAL, second -> 2 * SECOND);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        run(400, 411, Clock.RTCP, second -> 0);
        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        run(411, 412, Clock.RTCP, second -> 0);
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
    }

    @Test
    void aCameraWhoseClockWasNeverSetIsNotBelieved() {
        for (long second = 0; second < 30; second++) {
            run(second, second + 1, Clock.ARRIVAL, at -> 0);
            run(second, second + 1, Clock.RTCP, at -> -UTC);
        }

        assertThat(clock.clock()).isEqualTo(Clock.ARRIVAL);
        assertThat(offsetAt(30)).isZero();
        assertThat(clock.refused().orElseThrow()).contains("the sender report", "before it arrived", "is not set");
        clock.read(30 * SECOND, UTC + 35 * SECOND, Clock.RTCP);
        assertThat(clock.refused().orElseThrow()).contains("5.0 s after it arrived");
        clock.read(30 * SECOND, UTC + 30 * SECOND, Clock.RTCP);
        assertThat(clock.refused()).isEmpty();
    }

    @Test
    void aReportThatIsToldAgainAndAgainCountsOnce() {
        run(0, 20, Clock.RTCP, second -> 0);
        for (int again = 0; again < 10; again++) {
            assertThat(clock.read(20 * SECOND, UTC + 25 * SECOND, Clock.RTCP)).isInstanceOf(Verdict.Steady.class);
        }
        // Reports every five seconds, each told five times.
        for (long second = 25; second < 60 && last instanceof Verdict.Steady; second++) {
            long report = second / 5 * 5 * SECOND;
            last = clock.read(report, UTC + report + 5 * SECOND, Clock.RTCP);
        }

        assertThat(last).isEqualTo(new Verdict.Step("the sender report puts media 5.0 s later than before"));
    }

    @Test
    void behindABreakTheNextArrivalAnchorsByTheLatenessThatWasLearnt() {
        for (long second = 0; second < 30; second++) {
            run(second, second + 1, Clock.RTCP, at -> 0);
            run(second, second + 1, Clock.ARRIVAL, at -> 300 * MILLI);
        }
        clock.broken();
        // A report of before the break, then an arrival of behind it.
        clock.read(500 * SECOND, UTC + 30 * SECOND, Clock.RTCP);
        clock.read(30 * SECOND, UTC + 42 * SECOND + 300 * MILLI, Clock.ARRIVAL);

        assertThat(offsetAt(30)).isEqualTo(12 * SECOND);
        run(31, 40, Clock.RTCP, second -> 12 * SECOND);
        assertThat(last).isInstanceOf(Verdict.Steady.class);
        assertThat(clock.clock()).isEqualTo(Clock.RTCP);
    }

    @Test
    void driftIsMeasuredThroughJitter() {
        Random random = new Random(11);
        for (double ppm : new double[] {-200, 50, 200}) {
            clock = new LiveClock();
            run(
                    0,
                    900,
                    Clock.ARRIVAL,
                    second -> Math.round(-second * ppm) + (long) (-3 * MILLI * Math.log(1 - random.nextDouble())));

            assertThat(clock.driftPpm()).isCloseTo(ppm, within(10.0));
            assertThat(offsetAt(900)).isCloseTo(Math.round(-900 * ppm), within(3 * MILLI));
        }
    }

    @Test
    void aClockThatNoStreamHasIsRefused() {
        assertThatThrownBy(() -> clock.read(0, UTC, Clock.MEDIA)).hasMessageContaining("cannot come from MEDIA");
    }
}
