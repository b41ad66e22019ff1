package org.earwitness.inference.batch;

/**
 * Bounds of a batcher.
 *
 * @param bucket most questions of a batch
 * @param delayNanos longest the oldest question waits for company
 * @param queue most questions that wait
 * @param closeMillis longest that closing waits for the batch that runs
 */
public record BatchLimits(int bucket, long delayNanos, int queue, long closeMillis) {
    public BatchLimits {
        if (bucket < 1 || delayNanos < 0 || queue < bucket || closeMillis < 1) {
            throw new IllegalArgumentException("a bucket of " + bucket + ", delay of " + delayNanos + " ns, queue of "
                    + queue + " and close time of " + closeMillis
                    + " ms do not go together; a queue holds at least a bucket");
        }
    }
}
