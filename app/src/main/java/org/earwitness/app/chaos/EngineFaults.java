package org.earwitness.app.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.earwitness.app.chaos.Fault.Blow;

/** Faults that hit the engine of every localizer. */
final class EngineFaults {
    private static final int LEAST_MILLIS = 40;
    private static final int SPREAD_MILLIS = 120;

    private EngineFaults() {}

    /** Slow, but each call well below its deadline and no stream slower than it comes in: nothing may change. */
    static Blow slow(Scene scene) {
        int millis = LEAST_MILLIS + scene.random().nextInt(SPREAD_MILLIS);
        return during(
                scene, EngineFault.slow(millis), scene.between(4, 6), "every engine, " + millis + " ms a call slower");
    }

    static Blow failing(Scene scene) {
        return during(scene, EngineFault.FAILING, scene.between(2, 4), "every engine");
    }

    private static Blow during(Scene scene, EngineFault fault, Duration time, String victim) {
        List<KeptProcess> localizers = scene.installation().localizers();
        Instant begin = scene.now();
        localizers.forEach(localizer -> scene.installation().steer(localizer, fault));
        try {
            scene.pass(time);
        } finally {
            localizers.forEach(localizer -> scene.installation().steer(localizer, EngineFault.NONE));
        }
        return new Blow(victim, begin, scene.now());
    }
}
