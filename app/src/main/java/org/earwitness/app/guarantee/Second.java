package org.earwitness.app.guarantee;

import java.util.Comparator;

/**
 * One second of one stream. The order within a stream is (epoch, index).
 *
 * @param stream name of the stream
 * @param epoch its epoch
 * @param index its number within the epoch
 */
public record Second(String stream, long epoch, long index) implements Comparable<Second> {
    private static final Comparator<Second> ORDER = Comparator.comparing(Second::stream)
            .thenComparingLong(Second::epoch)
            .thenComparingLong(Second::index);

    @Override
    public int compareTo(Second other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "stream " + stream + ", epoch " + epoch + ", index " + index;
    }
}
