package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.app.chaos.Fault.Blow;

/**
 * Disks that are full, by the limit on the size of a file that a process may write ({@code prlimit --fsize}): to write fails with
 * EFBIG where a full disk gives ENOSPC, at the same calls.
 */
final class DiskFaults {
    private static final long SOME_SEGMENTS = 200_000;
    private static final Duration ORDERLY = Duration.ofSeconds(1);

    private DiskFaults() {}

    /** The largest log may grow a little more, then nothing of its size can be written. */
    static Blow broker(Scene scene) {
        KeptProcess broker = scene.installation().infrastructure().broker();
        long largest = largestLog(scene.installation().folder().resolve("broker"));
        Instant begin = scene.now();
        ChildProcess victim = broker.process();
        victim.limitFileBytes(Optional.of(largest + SOME_SEGMENTS));
        scene.pass(scene.between(4, 8));
        boolean died = broker.process() != victim || !victim.isAlive();
        if (victim.isAlive()) {
            victim.limitFileBytes(Optional.empty());
            // Its logs are offline until it is started anew, as an operator would after making room.
            victim.terminate(ORDERLY);
        }
        if (!broker.isRunning()) {
            broker.start();
        }
        return new Blow(died ? "broker, which ended" : "broker, which was restarted", begin, scene.now());
    }

    /** A localizer that runs hardly writes: its disk is missed when it has to take over what another one had. */
    static Blow localizer(Scene scene) {
        List<KeptProcess> all = scene.installation().localizers();
        KeptProcess localizer = scene.oneOf(all);
        Instant begin = scene.now();
        ChildProcess victim = localizer.process();
        victim.limitFileBytes(Optional.of(0L));
        all.stream().filter(other -> other != localizer).forEach(KeptProcess::killAndStart);
        scene.pass(scene.between(12, 15));
        boolean died = localizer.process() != victim || !victim.isAlive();
        if (victim.isAlive()) {
            victim.limitFileBytes(Optional.empty());
        }
        return new Blow(
                localizer.name() + (died ? ", which ended" : ", which went on") + ", while the others were killed",
                begin,
                scene.now());
    }

    private static long largestLog(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's folder cannot be read: " + folder, e);
        }
    }
}
