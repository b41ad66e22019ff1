package org.earwitness.ingest.source;

import java.util.OptionalLong;

/**
 * A stream of media, one event at a time: {@code Opened}, then frames, samples and discontinuities, then {@code Ended} or
 * {@code Failed}. A source that cannot be opened says {@code Failed} first.
 *
 * <p>{@link #next} and {@link #close} belong to one thread; {@link #interrupt} may be called by any.
 */
public interface MediaSource extends AutoCloseable {
    /** Waits for the next event, never longer than the source's deadlines; opens the source the first time. */
    MediaEvent next();

    /** Makes a {@link #next} that waits, and every later one, return {@code Failed} soon. */
    void interrupt();

    /**
     * When anything last came from the other side, whether it has been given out yet or not; nanoseconds of {@link
     * System#nanoTime}, empty where it does not look. Any thread.
     */
    default OptionalLong lastDataNanos() {
        return OptionalLong.empty();
    }

    /**
     * Says that its time stamps make no sense: from the next event on a live source places media by when it arrives. Others go on
     * as before.
     */
    default void distrustTimeStamps() {}

    /** Frees everything; further calls do nothing. */
    @Override
    void close();
}
