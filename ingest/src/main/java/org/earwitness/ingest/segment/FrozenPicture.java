package org.earwitness.ingest.segment;

import java.util.List;
import java.util.Optional;
import org.earwitness.schemas.VideoTrack;

/**
 * Tells a picture that stands still: a second is FROZEN when all its frames show what the first frame of the same standstill showed,
 * and that has lasted for three seconds before it. Those three are PRESENT: people and cars stop for as long.
 *
 * <p>Two pictures show the same when the cells of their grids differ by at most {@value #MOST_MEAN} level of 255 on average and none
 * by more than {@value #MOST_CELL}. The same picture compressed again and again (400 kbit/s of H.264 at 720p, with the grain of a
 * camera in it) stays below 0.6 and 3; a clock of 28 pixels' height in a 720p picture moves a cell by 9, anything that walks by
 * by dozens. The grain of a sensor, averaged over a cell, stays below too: a live picture of a room in which nothing moves counts as
 * frozen, because nothing in it tells otherwise. That is why FROZEN only marks.
 *
 * <p>One thread; keeps one picture.
 */
final class FrozenPicture {
    static final int SECONDS_BEFORE = 3;
    static final double MOST_MEAN = 1.0;
    static final int MOST_CELL = 6;

    private Optional<Picture.Still> reference = Optional.empty();
    private int still;

    /**
     * Takes the next second of the stream.
     *
     * @param frames its frames, all or none
     * @param track what its picture is on its own
     * @return what its picture is after those before it
     */
    VideoTrack next(List<ChosenFrame> frames, VideoTrack track) {
        if (frames.isEmpty()) {
            reference = Optional.empty();
            return track;
        }
        Picture.Still begin = frames.get(0).still();
        if (reference.isPresent() && showOnly(reference.get(), frames)) {
            // Capped, so that years of one picture do not run over.
            still = Math.min(still + 1, SECONDS_BEFORE + 1);
        } else if (showOnly(begin, frames)) {
            reference = Optional.of(begin);
            still = 1;
        } else {
            // The last frame may begin a standstill; what came before it in this second does not count.
            reference = Optional.of(frames.get(frames.size() - 1).still());
            still = 0;
        }
        return track == VideoTrack.PRESENT && still > SECONDS_BEFORE ? VideoTrack.FROZEN : track;
    }

    private static boolean showOnly(Picture.Still picture, List<ChosenFrame> frames) {
        for (ChosenFrame frame : frames) {
            if (!same(picture, frame.still())) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Picture.Still one, Picture.Still other) {
        byte[] cells = one.cells();
        byte[] others = other.cells();
        if (cells.length == 0 || cells.length != others.length) {
            return false;
        }
        int sum = 0;
        for (int at = 0; at < cells.length; at++) {
            int difference = Math.abs((cells[at] & 0xff) - (others[at] & 0xff));
            if (difference > MOST_CELL) {
                return false;
            }
            sum += difference;
        }
        return sum <= MOST_MEAN * cells.length;
    }
}
