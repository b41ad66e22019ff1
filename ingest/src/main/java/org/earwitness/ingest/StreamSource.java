package org.earwitness.ingest;

import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.schemas.Clock;

/**
 * A stream to be read.
 *
 * @param stream its name; the key of all its records
 * @param address file or URL, as the user gave it, credentials included; never shown as it is
 * @param pace how fast it is read
 * @param looped whether a file starts again when it is over; each round goes on in the same epoch, at the next whole second,
 *     without an ENDED marker
 * @param clock MEDIA: segments count 0, 1, 2.. and their time is the media's own; ARRIVAL: they count Unix seconds from the epoch
 * @param epoch with MEDIA 0, one more each time the file is to be read again; with ARRIVAL the Unix second at which it is opened
 */
public record StreamSource(String stream, String address, Pace pace, boolean looped, Clock clock, long epoch) {
    public StreamSource {
        if (stream.isBlank() || stream.length() > 512) {
            throw new IllegalArgumentException(
                    "a stream's name has " + stream.length() + " characters: it needs 1 to 512 that are not all blank");
        }
        if (clock != Clock.MEDIA && clock != Clock.ARRIVAL) {
            throw new IllegalArgumentException(
                    "stream " + stream + ": the clock is " + clock + ". Use MEDIA or ARRIVAL.");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("stream " + stream + ": the epoch is " + epoch + ", below 0");
        }
        if (looped && pace == Pace.FULL_SPEED) {
            throw new IllegalArgumentException(
                    "stream " + stream + ": it is looped at full speed and would never stop. Loop in real time.");
        }
    }

    /** A file, read once as fast as possible: epoch 0, segments from 0. */
    public static StreamSource file(String stream, String address) {
        return new StreamSource(stream, address, Pace.FULL_SPEED, false, Clock.MEDIA, 0);
    }

    /**
     * A live stream, which paces itself: segments count Unix seconds.
     *
     * @param openedAtSecond Unix second at which it is opened
     */
    public static StreamSource live(String stream, String address, long openedAtSecond) {
        return new StreamSource(stream, address, Pace.FULL_SPEED, false, Clock.ARRIVAL, openedAtSecond);
    }

    /**
     * A file that is played in real time, again and again, as if it were live.
     *
     * @param openedAtSecond Unix second at which it is opened
     */
    public static StreamSource looped(String stream, String address, long openedAtSecond) {
        return new StreamSource(stream, address, Pace.REAL_TIME, true, Clock.ARRIVAL, openedAtSecond);
    }

    /** The address for people: without credentials and query. */
    public String shownAddress() {
        return new MediaAddress(address).shown();
    }

    /** Index of its first segment. */
    long firstIndex() {
        return clock == Clock.MEDIA ? 0 : epoch;
    }

    @Override
    public String toString() {
        return "StreamSource[stream=" + stream + ", address=" + shownAddress() + ", pace=" + pace + ", looped=" + looped
                + ", clock=" + clock + ", epoch=" + epoch + "]";
    }
}
