package org.earwitness.app.guarantee;

/** What it means for a reader of the topics when a guarantee does not hold. */
public enum Harm {
    /** Something that went in did not come out, or is missing without a sign. */
    LOST,
    /** Something came out twice. */
    DOUBLED,
    /** Something came out in another order. */
    REORDERED,
    /** Something came out with other bytes than without the fault. */
    CHANGED
}
