package org.earwitness.ingest.probe;

import java.util.OptionalDouble;

/**
 * The picture track.
 *
 * @param codec FFmpeg's name
 * @param profile of the codec; empty where there is none
 * @param width pixels
 * @param height pixels
 * @param turnedDegrees how far ingest turns it clockwise to stand upright
 * @param nominalRate frames a second that the source announces; empty where it does not
 * @param decodable whether there is a decoder
 * @param flow its packets
 * @param keyFrames its key frames
 * @param reordered whether it has B frames: frames that are shown in another order than they come
 * @param frames frames that were decoded
 * @param marks its seconds as segments would be marked
 */
public record PictureFindings(
        String codec,
        String profile,
        int width,
        int height,
        int turnedDegrees,
        OptionalDouble nominalRate,
        boolean decodable,
        Flow flow,
        KeyFrames keyFrames,
        boolean reordered,
        long frames,
        Marks marks) {

    /**
     * What became of the seconds that were heard whole.
     *
     * @param seconds how many
     * @param missing without a frame
     * @param black whose frames are all black
     * @param frozen whose frames are those of the second before
     */
    public record Marks(int seconds, int missing, int black, int frozen) {
        /** No second was whole. */
        public static final Marks NONE = new Marks(0, 0, 0, 0);
    }
}
