package org.earwitness.ingest.publish;

/**
 * Bounds of the way to Kafka.
 *
 * @param queueBytes most bytes of one stream that wait for Kafka, sent and not yet acknowledged ones included
 * @param overflow what happens when they would be more
 * @param publishTimeoutMillis longest that a stream waits for room, and for the last acknowledgements at its end
 */
public record PublishLimits(long queueBytes, Overflow overflow, long publishTimeoutMillis) {}
