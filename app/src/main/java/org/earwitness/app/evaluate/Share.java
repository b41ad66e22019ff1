package org.earwitness.app.evaluate;

import java.util.OptionalDouble;

/**
 * A share as two counts, so that shares of several clips or classes can be added.
 *
 * @param hits how many count
 * @param among of how many
 */
record Share(long hits, long among) {
    static final Share NOTHING = new Share(0, 0);

    /** Harmonic mean of precision {@code right / decided} and recall {@code right / there}. */
    static Share f1(long right, long decided, long there) {
        return new Share(2 * right, decided + there);
    }

    Share plus(Share other) {
        return new Share(hits + other.hits, among + other.among);
    }

    /** The share, 0 to 1; empty of nothing. */
    OptionalDouble value() {
        return among == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) hits / among);
    }
}
