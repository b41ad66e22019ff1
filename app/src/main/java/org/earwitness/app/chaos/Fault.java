package org.earwitness.app.chaos;

import java.time.Instant;

/** One way to hurt the product. */
@FunctionalInterface
interface Fault {
    /** Plants it, keeps it for as long as it lasts, and lifts it. */
    Blow plant(Scene scene);

    /**
     * A fault that was planted.
     *
     * @param victim who suffered it, in words
     * @param begin when it began
     * @param end when its cause was gone: the process started again, continued, or has its disk back
     */
    record Blow(String victim, Instant begin, Instant end) {}
}
