package org.earwitness.streaming;

/** How the processes of one application agree who takes which partitions. */
public enum GroupProtocol {
    /** The clients of the group agree among themselves; every broker that can do exactly once knows it. */
    CLASSIC,
    /** The broker decides (KIP-1071); brokers from 4.2 on, where the feature {@code streams.version} is on. */
    STREAMS
}
