package org.earwitness.app.guarantee;

/**
 * Where a record lies.
 *
 * @param topic name of its topic
 * @param partition its partition
 * @param offset its offset
 */
public record Place(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
