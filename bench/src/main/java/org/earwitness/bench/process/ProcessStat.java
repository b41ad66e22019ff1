package org.earwitness.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The CPU time of one process, as {@code /proc/<pid>/stat} has it (proc(5)).
 *
 * @param ownTicks user and system time of the process itself, all threads
 * @param waitedTicks the same of all its children that have ended and were waited for, and of theirs
 */
public record ProcessStat(long ownTicks, long waitedTicks) {
    /** Ticks a second that Linux reports to programs, whatever the kernel's own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");
    // Counted from the field after the command's name, which is in brackets and may hold anything, blanks included.
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int WAITED_USER = 13;
    private static final int WAITED_SYSTEM = 14;

    /** What this process and those it has waited for have taken so far. */
    public static ProcessStat self() {
        return of("self")
                .orElseThrow(() -> new IllegalStateException(
                        "/proc/self/stat cannot be read: CPU seconds are taken from it. Run the bench on Linux."));
    }

    /** What a process has taken so far; empty when it has ended. */
    public static Optional<ProcessStat> of(long pid) {
        return of(Long.toString(pid));
    }

    private static Optional<ProcessStat> of(String pid) {
        try {
            return Optional.of(parse(Files.readString(PROC.resolve(pid).resolve("stat"))));
        } catch (IOException e) {
            // The process ended between being listed and being read.
            return Optional.empty();
        }
    }

    /** Reads one line of {@code /proc/<pid>/stat}. */
    static ProcessStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
        return new ProcessStat(
                Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[WAITED_USER]) + Long.parseLong(fields[WAITED_SYSTEM]));
    }

    /** User and system time of the process itself, seconds. */
    public double ownSeconds() {
        return ownTicks / TICKS_PER_SECOND;
    }

    /** The same of its children that were waited for, seconds. */
    public double waitedSeconds() {
        return waitedTicks / TICKS_PER_SECOND;
    }
}
