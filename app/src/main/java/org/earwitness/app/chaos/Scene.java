package org.earwitness.app.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What a fault has at hand: the installation, its own chance, and time that passes while everything goes on. One thread. */
final class Scene {
    private final Installation installation;
    private final Random random;
    private final Clock clock;
    private final Consumer<Duration> passing;

    /**
     * @param installation what it may hurt
     * @param random its chance, by seed and cycle
     * @param passing lets time pass while results are read and parts that ended are started again
     */
    Scene(Installation installation, Random random, Clock clock, Consumer<Duration> passing) {
        this.installation = installation;
        this.random = random;
        this.clock = clock;
        this.passing = passing;
    }

    Installation installation() {
        return installation;
    }

    Random random() {
        return random;
    }

    Instant now() {
        return clock.instant();
    }

    void pass(Duration time) {
        passing.accept(time);
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** A time within these bounds, seconds. */
    Duration between(int least, int most) {
        return Duration.ofMillis(1_000L * least + random.nextInt(1_000 * (most - least) + 1));
    }
}
