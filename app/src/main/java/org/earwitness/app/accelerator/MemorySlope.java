package org.earwitness.app.accelerator;

import java.util.ArrayList;
import java.util.List;

/**
 * How memory grew over many batches.
 *
 * @param batches how many there were at each look
 * @param mebibytes what was taken at each look
 */
record MemorySlope(List<Long> batches, List<Double> mebibytes) {
    MemorySlope {
        batches = List.copyOf(batches);
        mebibytes = List.copyOf(mebibytes);
    }

    /** Mebibytes a thousand batches, by least squares over the second half: the first fills what is kept. */
    double mebibytesPerThousand() {
        int from = batches.size() / 2;
        int count = batches.size() - from;
        if (count < 2) {
            return 0;
        }
        double meanX = batches.subList(from, batches.size()).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
        double meanY = mebibytes.subList(from, mebibytes.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        double together = 0;
        double alone = 0;
        for (int i = from; i < batches.size(); i++) {
            together += (batches.get(i) - meanX) * (mebibytes.get(i) - meanY);
            alone += (batches.get(i) - meanX) * (batches.get(i) - meanX);
        }
        return alone == 0 ? 0 : 1_000 * together / alone;
    }

    /** Looks that are still being taken; any thread may add, one at a time. */
    static final class Looks {
        private final List<Long> batches = new ArrayList<>();
        private final List<Double> mebibytes = new ArrayList<>();

        synchronized void add(long batch, double mebibyte) {
            batches.add(batch);
            mebibytes.add(mebibyte);
        }

        synchronized MemorySlope slope() {
            return new MemorySlope(batches, mebibytes);
        }
    }
}
