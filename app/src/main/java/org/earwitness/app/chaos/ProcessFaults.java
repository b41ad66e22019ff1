package org.earwitness.app.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.earwitness.app.chaos.Fault.Blow;

/** Faults that hit whole processes of the product. */
final class ProcessFaults {
    private static final int ALL_IN = 4;
    private static final int STORM = 3;

    private ProcessFaults() {}

    static Blow killLocalizer(Scene scene) {
        List<KeptProcess> all = scene.installation().localizers();
        List<KeptProcess> victims = scene.random().nextInt(ALL_IN) == 0 ? all : List.of(scene.oneOf(all));
        Instant begin = scene.now();
        victims.forEach(KeptProcess::kill);
        victims.forEach(KeptProcess::start);
        return new Blow(names(victims), begin, scene.now());
    }

    static Blow killIngest(Scene scene) {
        KeptProcess victim = scene.oneOf(scene.installation().ingests());
        Instant begin = scene.now();
        victim.killAndStart();
        return new Blow(victim.name(), begin, scene.now());
    }

    static Blow pauseLocalizer(Scene scene) {
        return pause(scene, scene.oneOf(scene.installation().localizers()), scene.between(2, 7));
    }

    /** Longer than the session of 10 s: the others take over, and what wakes up is a zombie that must be fenced. */
    static Blow loseLocalizer(Scene scene) {
        return pause(scene, scene.oneOf(scene.installation().localizers()), scene.between(12, 15));
    }

    static Blow pauseIngest(Scene scene) {
        return pause(scene, scene.oneOf(scene.installation().ingests()), scene.between(2, 9));
    }

    static Blow registryDown(Scene scene) {
        Infrastructure infrastructure = scene.installation().infrastructure();
        KeptProcess localizer = scene.oneOf(scene.installation().localizers());
        Instant begin = scene.now();
        infrastructure.killRegistry();
        localizer.killAndStart();
        scene.pass(scene.between(4, 8));
        infrastructure.startRegistry();
        return new Blow("registry and " + localizer.name(), begin, scene.now());
    }

    static Blow storm(Scene scene) {
        Instant begin = scene.now();
        for (int i = 1; i <= STORM; i++) {
            try (KeptProcess passing = scene.installation().passingLocalizer(i)) {
                passing.start();
                scene.pass(scene.between(3, 6));
                if (passing.isRunning() && scene.random().nextBoolean()) {
                    passing.kill();
                }
            }
        }
        return new Blow(STORM + " localizers that come and go", begin, scene.now());
    }

    static Blow pause(Scene scene, KeptProcess victim, Duration time) {
        Instant begin = scene.now();
        ChildProcess stopped = victim.process();
        stopped.stop();
        try {
            scene.pass(time);
        } finally {
            stopped.goOn();
        }
        return new Blow(victim.name() + " for " + Math.round(time.toMillis() / 1_000.0) + " s", begin, scene.now());
    }

    private static String names(List<KeptProcess> processes) {
        return processes.stream().map(KeptProcess::name).collect(Collectors.joining(", "));
    }
}
