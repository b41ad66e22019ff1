package org.earwitness.streaming.replay;

/**
 * Where a segment stands in its stream; earlier places are smaller.
 *
 * @param epoch epoch of the segment
 * @param index index of the segment in its epoch
 */
public record Place(long epoch, long index) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
        return epoch != other.epoch ? Long.compare(epoch, other.epoch) : Long.compare(index, other.index);
    }

    /** Whether this place is before another. */
    public boolean isBefore(Place other) {
        return compareTo(other) < 0;
    }

    /** As commands take and print it: {@code epoch:index}. */
    @Override
    public String toString() {
        return epoch + ":" + index;
    }
}
