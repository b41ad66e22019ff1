package org.earwitness.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.earwitness.ingest.source.FailureCause;
import org.junit.jupiter.api.Test;

/**
 * A supervision with readers that open, give media, fail, hang, listen or do not, by chance: {@code -Dcases=} for more,
 * {@code -Dseed=} for one again.
 */
class SupervisionSimulationTest {
    private static final SupervisionLimits LIMITS =
            new SupervisionLimits(5_000, 4_000, 1_500, 1_000, 250, 1_000, 10_000, 60_000, 30_000, 30_000, 2);
    private static final long TICK = 250;
    private static final long LENGTH = 1_800_000;
    private static final FailureCause[] PASSING = {
        FailureCause.BROKEN, FailureCause.AUTHENTICATION, FailureCause.DNS, FailureCause.TIMEOUT
    };

    private final Set<Long> running = new HashSet<>();
    private final Set<Long> abandoned = new HashSet<>();
    private final Set<Long> killed = new HashSet<>();
    private Random random = new Random();
    private Supervision supervision = supervision(1);
    private long newest;
    private long opened;
    private long now;
    private long dataMillis;
    private long toldMillis;
    private boolean gives;

    private static Supervision supervision(long seed) {
        return new Supervision(LIMITS, new BackOff(250, 1_000, new SplittableRandom(seed)), true);
    }

    private void obey(List<Order> orders) {
        for (Order order : orders) {
            if (order instanceof Order.Open open) {
                assertThat(open.reading()).as("number of a reading").isGreaterThan(newest);
                assertThat(running).as("readers when another is opened").isEmpty();
                assertThat(abandoned.size()).as("readers that hang").isLessThan(LIMITS.mostAbandoned());
                newest = open.reading();
                running.add(newest);
                gives = false;
            } else if (order instanceof Order.Kill kill) {
                assertThat(running).as("readers").contains(kill.reading());
                killed.add(kill.reading());
            } else if (order instanceof Order.Abandon abandon) {
                assertThat(killed).as("killed before it is abandoned").contains(abandon.reading());
                assertThat(running.remove(abandon.reading())).isTrue();
                abandoned.add(abandon.reading());
            } else if (order instanceof Order.Tell tell) {
                assertThat(tell.state()).isEqualTo(supervision.state());
                toldMillis = now;
            }
        }
    }

    /** Something a reader does in the next instant. */
    private void happens() {
        boolean hangs = killed.contains(newest) && random.nextInt(3) > 0;
        if (running.contains(newest) && !hangs) {
            switch (random.nextInt(40)) {
                case 0, 1, 2 -> {
                    if (opened < newest) {
                        opened = newest;
                        obey(supervision.opened(newest, now));
                    }
                }
                case 3, 4, 5, 6 -> gives = opened == newest;
                case 7 -> gives = false;
                case 8 -> over(newest, new End.Failure(PASSING[random.nextInt(PASSING.length)], "it failed"));
                case 9 ->
                    over(newest, random.nextBoolean() ? new End.Over() : new End.Failure(FailureCause.OTHER, "?"));
                default -> {
                    if (killed.contains(newest)) {
                        over(newest, new End.Told());
                    }
                }
            }
            if (gives && running.contains(newest) && !killed.contains(newest)) {
                dataMillis = now;
                obey(supervision.received(newest, now));
            }
        }
        if (random.nextInt(200) == 0 && !abandoned.isEmpty()) {
            long late = abandoned.iterator().next();
            abandoned.remove(late);
            StreamState before = supervision.state();
            obey(supervision.received(late, now));
            obey(supervision.over(late, new End.Over(), now));
            assertThat(supervision.state()).as("what a late reader changes").isEqualTo(before);
        }
    }

    private void over(long reading, End end) {
        boolean wasStalled = supervision.state() instanceof StreamState.Stalled;
        // A reader that is told to end by a stall, and by nobody else, says so.
        if (end instanceof End.Told && !wasStalled) {
            return;
        }
        running.remove(reading);
        obey(supervision.over(reading, end, now));
    }

    private void play(long seed) {
        random = new Random(seed);
        supervision = supervision(seed);
        running.clear();
        abandoned.clear();
        killed.clear();
        newest = 0;
        opened = 0;
        now = 0;
        dataMillis = 0;
        obey(supervision.begin(now));
        while (now < LENGTH) {
            now += TICK;
            happens();
            obey(supervision.tick(now, dataMillis));
            lawsHold();
        }
        obey(supervision.stop(now));
        assertThat(supervision.state()).isEqualTo(new StreamState.Stopped());
        now += 11 * LIMITS.killMillis();
        obey(supervision.tick(now, dataMillis));
        assertThat(running).as("readers after a stop").isEmpty();
        obey(supervision.tick(now + LENGTH, dataMillis));
        assertThat(running).as("readers long after it").isEmpty();
    }

    private void lawsHold() {
        StreamState state = supervision.state();
        assertThat(state.isOver()).as("over by itself").isFalse();
        if (state instanceof StreamState.Live) {
            assertThat(now - dataMillis).as("live without data").isLessThan(LIMITS.stallMillis());
        }
        if (state instanceof StreamState.BackingOff backingOff) {
            assertThat(backingOff.retryAtMillis() - now)
                    .as("wait")
                    .isLessThanOrEqualTo(Math.max(LIMITS.breakerMillis(), LIMITS.retryCeilingMillis()));
            assertThat(running).as("readers while backing off").isEmpty();
        }
        assertThat(abandoned.size()).as("readers that hang").isLessThanOrEqualTo(LIMITS.mostAbandoned());
        assertThat(now - toldMillis).as("since the last word").isLessThanOrEqualTo(LIMITS.heartbeatMillis() + TICK);
    }

    @Test
    void whateverReadersDoTheStreamIsLookedAfter() {
        Long only = Long.getLong("seed");
        int cases = only == null ? Integer.getInteger("cases", 12) : 1;
        for (int number = 0; number < cases; number++) {
            long seed = only == null ? 5_000 + number : only;
            try {
                play(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " at " + now + " ms in " + supervision.state()
                                + "; replay with: mvn -pl ingest test -Dtest=SupervisionSimulationTest -Dseed=" + seed,
                        e);
            }
        }
    }
}
