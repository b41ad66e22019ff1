package org.earwitness.ingest.publish;

/** What happens when a stream's queue is full, because Kafka takes segments more slowly than the source gives them. */
public enum Overflow {
    /** The source is read more slowly: right for files, where nothing may be lost. */
    BLOCK,
    /** The oldest segments that were not sent yet are given up, whole and counted; the missing index shows as a gap. */
    DROP_OLDEST
}
