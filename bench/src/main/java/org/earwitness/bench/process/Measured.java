package org.earwitness.bench.process;

import java.nio.file.Path;

/**
 * What a command took from its start to its end.
 *
 * @param exitCode what it ended with
 * @param wallSeconds from start to end
 * @param cpuSeconds user and system time of it and of everything it started
 * @param registryCpuSeconds the part of it that an embedded registry took
 * @param peakBytes resident memory, most of each process, added up
 * @param output file with what it wrote to standard output
 */
public record Measured(
        int exitCode, double wallSeconds, double cpuSeconds, double registryCpuSeconds, long peakBytes, Path output) {

    /** Both commands one after the other. */
    public Measured then(Measured next) {
        return new Measured(
                Math.max(exitCode, next.exitCode),
                wallSeconds + next.wallSeconds,
                cpuSeconds + next.cpuSeconds,
                registryCpuSeconds + next.registryCpuSeconds,
                Math.max(peakBytes, next.peakBytes),
                next.output);
    }
}
