package org.earwitness.bench.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.earwitness.bench.report.Figures;

/**
 * What calls took the thread that made them: how long each let it wait, and how much of that time it had a core. Graphs run on
 * their caller's thread, so this is all of a call but the watching of its deadline. One thread.
 */
final class ThreadCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Double> waitMillis = new ArrayList<>();
    private final List<Double> cpuMillis = new ArrayList<>();

    /** Makes one call. */
    <T> T of(Supplier<T> call) {
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        T answer = call.get();
        waitMillis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        cpuMillis.add((THREADS.getCurrentThreadCpuTime() - cpuBefore) / NANOS_PER_MILLI);
        return answer;
    }

    /** How long the calls took, milliseconds. */
    Figures waits() {
        return Figures.of(waitMillis);
    }

    /** How much CPU time each took, milliseconds. */
    Figures cpu() {
        return Figures.of(cpuMillis);
    }
}
