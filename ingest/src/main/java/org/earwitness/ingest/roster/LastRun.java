package org.earwitness.ingest.roster;

import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;

/**
 * What the cluster knows of a stream from whoever read it last.
 *
 * @param epoch newest epoch it may have written
 * @param ended whether it was read to its end
 * @param worker who read it; empty outside a group
 */
public record LastRun(long epoch, boolean ended, String worker) {
    /** A stream that nobody has read. */
    public static final LastRun NONE = new LastRun(-1, false, "");

    /** What a status says, put on top of what was known before it. */
    public LastRun after(StreamStatus status) {
        // A file that could never be opened has used up nothing.
        long written = status.getNextIndex() > 0 ? Math.max(epoch, status.getEpoch()) : epoch;
        return new LastRun(written, status.getState() == StreamCondition.ENDED, status.getWorker());
    }

    /** The least epoch of whoever reads it next. */
    public long nextEpoch() {
        return epoch + 1;
    }

    /** What is to be done about a stream of the list that nobody reads now: a file that was read to its end is left alone. */
    public Order begin(StreamDefinition definition) {
        boolean hasAnEnd = definition.playback() == Playback.ONCE || definition.playback() == Playback.REAL_TIME;
        return hasAnEnd && ended
                ? new Order.Leave(definition.stream(), "it has been read to its end; change it to have it read again")
                : new Order.Start(definition, nextEpoch());
    }
}
