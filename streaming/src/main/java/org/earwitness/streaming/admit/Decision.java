package org.earwitness.streaming.admit;

/** What admission says of one well-formed record. */
sealed interface Decision {

    /** It counts, and goes on. */
    record Counts(Admitted admitted) implements Decision {}

    /** It changes nothing: it is counted and forgotten. */
    record Dropped(DropReason reason) implements Decision {}

    /** Why a record changes nothing. */
    enum DropReason {
        /** The same segment or marker was admitted before. */
        DUPLICATE,
        /** A later one of its stream was admitted before. */
        LATE
    }
}
