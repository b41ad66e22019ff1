package org.earwitness.ingest.segment;

import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.VideoTrack;

/**
 * One finished second of a stream.
 *
 * @param index number of the second since the origin, from 0
 * @param durationMicros how much of it the source had, 1 to 1,000,000; less than a second only at the end
 * @param frames the chosen frames in order of time, all of them or none
 * @param audio 16 kHz mono s16le of exactly this second, 32,000 bytes; empty when the track is MISSING
 * @param samples how many of its 16,000 samples the source had
 * @param video what the picture is
 * @param sound what the sound is
 */
@SuppressWarnings("ArrayRecordComponent") // the sound is written once and only handed on; seconds are never compared
public record Second(
        long index,
        long durationMicros,
        List<ChosenFrame> frames,
        byte[] audio,
        int samples,
        VideoTrack video,
        AudioTrack sound) {

    public Second {
        frames = List.copyOf(frames);
        if (durationMicros < 1 || durationMicros > SegmentClock.SECOND_MICROS) {
            throw new IllegalArgumentException(
                    "second " + index + " lasts " + durationMicros + " us: it is outside 1 to 1000000");
        }
    }

    /** The same second, with this for its picture. */
    Second withVideo(VideoTrack track) {
        return track == video ? this : new Second(index, durationMicros, frames, audio, samples, track, sound);
    }
}
