package org.earwitness.inference.batch;

/**
 * When a batch goes: as soon as its bucket is full, or every caller that could come is waiting, or the oldest has waited long
 * enough. Pure.
 *
 * @param bucket most questions of a batch
 * @param delayNanos longest the oldest question waits for company
 */
record FiringRule(int bucket, long delayNanos) {

    /**
     * How much longer to wait, nanoseconds; 0 means fire.
     *
     * @param waiting questions in the queue, at least one
     * @param callers how many callers could have a question at the same time, those waiting included
     * @param oldestNanos how long the first of the queue has waited
     */
    long remainingNanos(int waiting, int callers, long oldestNanos) {
        if (waiting >= bucket || waiting >= callers) {
            return 0;
        }
        return Math.max(0, delayNanos - oldestNanos);
    }
}
