package org.earwitness.streaming;

/** Where state lies while it is worked on; its changelog is in Kafka either way. */
public enum StoreKind {
    /** On disk: bounded heap, fast restart on the same machine. */
    ROCKSDB,
    /** On the heap: nothing to tidy up, restored from the changelog at each start. */
    MEMORY
}
