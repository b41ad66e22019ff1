package org.earwitness.streaming.admit;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.earwitness.inference.SegmentInput;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.streaming.rejected.RejectionReason;
import org.jspecify.annotations.Nullable;

/** What a segment must be before its place in the stream matters. Pure. */
final class SegmentRules {
    /** Most frames a second may carry: twice what any pack samples. */
    static final int MAXIMUM_FRAMES = 64;

    /** Longest name of a stream: longer ones would not fit file names of exports. */
    static final int MAXIMUM_NAME = 249;

    /** Last second of the year 9999: a greater index or epoch is a broken clock and would make all that follows late. */
    static final long MAXIMUM_INDEX = 253_402_300_799L;

    private static final long SEGMENT_MICROS = 1_000_000;

    /** What is wrong with a segment. */
    record Flaw(RejectionReason reason, String message) {}

    /** The first rule the segment breaks; empty when it is well-formed. */
    Optional<Flaw> flawOf(@Nullable String key, Segment segment) {
        return name(key, segment).or(() -> coordinates(segment)).or(() -> content(segment));
    }

    private static Optional<Flaw> name(@Nullable String key, Segment segment) {
        String stream = segment.getStream();
        if (stream.isEmpty() || stream.length() > MAXIMUM_NAME || stream.chars().anyMatch(Character::isISOControl)) {
            return flaw(
                    RejectionReason.BAD_NAME,
                    "a stream's name has 1 to " + MAXIMUM_NAME + " printable characters, this one has "
                            + stream.length());
        }
        if (!stream.equals(key)) {
            return flaw(
                    RejectionReason.WRONG_KEY,
                    "the record's key is '" + key + "', its stream '" + stream
                            + "': state is kept by key, so they must be equal");
        }
        return Optional.empty();
    }

    private static Optional<Flaw> coordinates(Segment segment) {
        if (segment.getKind() == SegmentKind.UNKNOWN) {
            return flaw(RejectionReason.UNKNOWN_KIND, "this program does not know its kind; a newer program wrote it");
        }
        if (isOutside(segment.getEpoch()) || isOutside(segment.getIndex())) {
            return flaw(
                    RejectionReason.BAD_COORDINATES,
                    "epoch " + segment.getEpoch() + " or index " + segment.getIndex() + " is outside 0 to "
                            + MAXIMUM_INDEX);
        }
        return Optional.empty();
    }

    private static Optional<Flaw> content(Segment segment) {
        int audioBytes = segment.getAudio().remaining();
        int frames = segment.getFrames().size();
        if (segment.getKind() != SegmentKind.MEDIA) {
            return audioBytes == 0 && frames == 0
                    ? Optional.empty()
                    : flaw(RejectionReason.UNEXPECTED_MEDIA, "a marker carries no media, this one has some");
        }
        long durationMicros = segment.getDurationMicros();
        if (durationMicros < 1 || durationMicros > SEGMENT_MICROS) {
            return flaw(
                    RejectionReason.BAD_DURATION,
                    "its duration is " + durationMicros + " microseconds, outside 1 to " + SEGMENT_MICROS);
        }
        boolean audible = segment.getAudioTrack() == AudioTrack.PRESENT;
        if (audioBytes != SegmentInput.AUDIO_BYTES && (audible || audioBytes != 0)) {
            return flaw(
                    RejectionReason.BAD_AUDIO,
                    "a second of sound has " + SegmentInput.AUDIO_BYTES + " bytes, this one " + audioBytes);
        }
        return frames(segment, frames);
    }

    private static Optional<Flaw> frames(Segment segment, int frames) {
        VideoTrack video = segment.getVideoTrack();
        if (frames == 0 && (video == VideoTrack.PRESENT || video == VideoTrack.FROZEN)) {
            return flaw(RejectionReason.BAD_FRAMES, "its video track is " + video + ", but it has no frames");
        }
        if (frames > MAXIMUM_FRAMES) {
            return flaw(RejectionReason.BAD_FRAMES, "it has " + frames + " frames, at most " + MAXIMUM_FRAMES + " go");
        }
        if (segment.getFrames().stream().anyMatch(frame -> !hasBytes(frame))) {
            return flaw(RejectionReason.BAD_FRAMES, "one of its frames has no bytes");
        }
        return Optional.empty();
    }

    private static boolean hasBytes(ByteBuffer frame) {
        return frame.hasRemaining();
    }

    private static boolean isOutside(long value) {
        return value < 0 || value > MAXIMUM_INDEX;
    }

    private static Optional<Flaw> flaw(RejectionReason reason, String message) {
        return Optional.of(new Flaw(reason, message));
    }
}
