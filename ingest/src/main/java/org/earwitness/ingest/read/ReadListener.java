package org.earwitness.ingest.read;

import java.util.OptionalLong;
import org.earwitness.ingest.supervise.End;

/** Hears how a reading goes. Called on the reader's thread; must not block. */
public interface ReadListener {
    /**
     * The source is open.
     *
     * @param durationMicros how long its media is, where it says so
     */
    void opened(OptionalLong durationMicros);

    /** Something came from the source. */
    void received(long mediaMicros);

    /** A second goes to the publisher, which may take a while when Kafka is slow. */
    void publishing();

    /**
     * The publisher has taken it.
     *
     * @param isMedia whether it is a second of media, and not a marker
     */
    void published(boolean isMedia);

    /** It is over and its source is closed; the last call. */
    void over(End end);

    /** Whether it should end. */
    boolean isStopped();

    /** Waits so long, but not beyond a stop. */
    void pause(long nanos) throws InterruptedException;
}
