package org.earwitness.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.bench.report.Figures;

/**
 * What the calls of one way took: CPU time of the whole process, so that the collector's and the compiler's threads count too,
 * and the time each call let its caller wait. One thread at a time.
 */
final class Cost {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final List<Double> waitMillis = new ArrayList<>();
    private long cpuNanos;
    private long labels;

    /** Takes all these seconds one after the other. */
    void add(SegmentStep step, List<Second> seconds) {
        long cpuBefore = SYSTEM.getProcessCpuTime();
        for (Second second : seconds) {
            long start = System.nanoTime();
            labels += step.take(second);
            waitMillis.add((System.nanoTime() - start) / 1e6);
        }
        cpuNanos += SYSTEM.getProcessCpuTime() - cpuBefore;
    }

    /** CPU milliseconds a call. */
    double cpuMillis() {
        return cpuNanos / 1e6 / waitMillis.size();
    }

    /** How long calls took, milliseconds. */
    Figures waits() {
        return Figures.of(waitMillis);
    }

    /** Sum of the labels that came out. */
    long labels() {
        return labels;
    }
}
