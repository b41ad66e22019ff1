package org.earwitness.streaming.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.inference.Features;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.streaming.state.StateSerde;

/**
 * What is kept of one segment while windows reach it: its features, and all that its event will say of it. Never media.
 *
 * @param epoch epoch of the segment
 * @param index index of the segment
 * @param startMicros start on the stream's clock
 * @param clock where the start comes from
 * @param durationMicros how much of the second the source had
 * @param video what its video track is
 * @param audio what its audio track is
 * @param gapBefore how many segments are missing right before it
 * @param discontinuity whether it is the first of an epoch that follows another
 * @param encodeDigest SHA-256 of the {@code encode.onnx} that made its features
 * @param features what the encoder gave; empty when there was nothing to encode or no answer
 * @param unansweredReason why the encoder gave no answer; empty when it did, or had nothing to encode
 * @param clip where its original media is kept: a short reference; empty when it is not
 */
public record StoredSegment(
        long epoch,
        long index,
        long startMicros,
        Clock clock,
        long durationMicros,
        VideoTrack video,
        AudioTrack audio,
        long gapBefore,
        boolean discontinuity,
        String encodeDigest,
        Optional<Features> features,
        Optional<String> unansweredReason,
        Optional<String> clip) {

    private static final int VERSION = 1;

    public StoredSegment {
        if (features.isPresent() && unansweredReason.isPresent()) {
            throw new IllegalArgumentException(
                    "segment " + epoch + "/" + index + " has features and a reason for having none");
        }
    }

    /** Whether a picture may be looked at: BLACK masks like MISSING, FROZEN only marks. */
    public static boolean hasPicture(Segment segment) {
        return isPicture(segment.getVideoTrack()) && !segment.getFrames().isEmpty();
    }

    /** Whether a sound may be listened to: SILENT masks like MISSING. */
    public static boolean hasSound(Segment segment) {
        return segment.getAudioTrack() == AudioTrack.PRESENT
                && segment.getAudio().hasRemaining();
    }

    /** Whether its picture was encoded. */
    public boolean hasPicture() {
        return features.isPresent() && isPicture(video);
    }

    /** Whether its sound was encoded. */
    public boolean hasSound() {
        return features.isPresent() && audio == AudioTrack.PRESENT;
    }

    /** The serde of the store. */
    public static Serde<StoredSegment> serde() {
        return new StateSerde<>("segment of a window", VERSION, StoredSegment::write, StoredSegment::read);
    }

    private static boolean isPicture(VideoTrack track) {
        return track == VideoTrack.PRESENT || track == VideoTrack.FROZEN;
    }

    private static void write(StoredSegment segment, DataOutputStream fields) throws IOException {
        fields.writeLong(segment.epoch);
        fields.writeLong(segment.index);
        fields.writeLong(segment.startMicros);
        fields.writeUTF(segment.clock.name());
        fields.writeLong(segment.durationMicros);
        fields.writeUTF(segment.video.name());
        fields.writeUTF(segment.audio.name());
        fields.writeLong(segment.gapBefore);
        fields.writeBoolean(segment.discontinuity);
        fields.writeUTF(segment.encodeDigest);
        fields.writeUTF(segment.unansweredReason.orElse(""));
        byte[] features = segment.features.map(Features::toBytes).orElse(new byte[0]);
        fields.writeInt(features.length);
        fields.write(features);
        // Last and only where there is one: so state without references is the same for the version that knew none.
        if (segment.clip.isPresent()) {
            fields.writeUTF(segment.clip.orElseThrow());
        }
    }

    private static StoredSegment read(DataInputStream fields) throws IOException {
        return new StoredSegment(
                        fields.readLong(),
                        fields.readLong(),
                        fields.readLong(),
                        Clock.valueOf(fields.readUTF()),
                        fields.readLong(),
                        VideoTrack.valueOf(fields.readUTF()),
                        AudioTrack.valueOf(fields.readUTF()),
                        fields.readLong(),
                        fields.readBoolean(),
                        fields.readUTF(),
                        Optional.empty(),
                        Optional.of(fields.readUTF()).filter(reason -> !reason.isEmpty()),
                        Optional.empty())
                .with(features(fields), clip(fields));
    }

    private static Optional<String> clip(DataInputStream fields) throws IOException {
        return fields.available() == 0 ? Optional.empty() : Optional.of(fields.readUTF());
    }

    private static Optional<Features> features(DataInputStream fields) throws IOException {
        byte[] bytes = new byte[fields.readInt()];
        fields.readFully(bytes);
        return bytes.length == 0 ? Optional.empty() : Optional.of(Features.of(bytes));
    }

    private StoredSegment with(Optional<Features> stored, Optional<String> reference) {
        return new StoredSegment(
                epoch,
                index,
                startMicros,
                clock,
                durationMicros,
                video,
                audio,
                gapBefore,
                discontinuity,
                encodeDigest,
                stored,
                unansweredReason,
                reference);
    }
}
