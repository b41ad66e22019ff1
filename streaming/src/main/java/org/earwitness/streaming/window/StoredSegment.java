package org.earwitness.streaming.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 * @param encodings what each encoder made of it, several while one pack takes over from another; empty when there was nothing to
 *     encode
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
        List<Encoding> encodings,
        Optional<String> clip) {

    private static final int VERSION = 2;

    public StoredSegment {
        encodings = List.copyOf(encodings);
        if (encodings.stream().map(Encoding::encodeDigest).distinct().count() != encodings.size()) {
            throw new IllegalArgumentException("segment " + epoch + "/" + index + " was encoded twice by one encoder");
        }
    }

    /** What an encoder made of it; empty when that encoder never saw it. */
    public Optional<Encoding> encodedBy(String encodeDigest) {
        return encodings.stream()
                .filter(encoding -> encoding.encodeDigest().equals(encodeDigest))
                .findFirst();
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

    /** Whether its features are also of a picture, where it has features. */
    public boolean showsPicture() {
        return isPicture(video);
    }

    /** Whether its features are also of a sound, where it has features. */
    public boolean holdsSound() {
        return audio == AudioTrack.PRESENT;
    }

    /** The serde of the store. */
    public static Serde<StoredSegment> serde() {
        return new StateSerde<>("segment of a window", VERSION, StoredSegment::write, StoredSegment::read)
                .reading(1, StoredSegment::readFirst);
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
        fields.writeByte(segment.encodings.size());
        for (Encoding encoding : segment.encodings) {
            fields.writeUTF(encoding.encodeDigest());
            fields.writeUTF(encoding.unansweredReason().orElse(""));
            byte[] features = encoding.features().map(Features::toBytes).orElse(new byte[0]);
            fields.writeInt(features.length);
            fields.write(features);
        }
        // Last and only where there is one, as it was in the first version.
        if (segment.clip.isPresent()) {
            fields.writeUTF(segment.clip.orElseThrow());
        }
    }

    private static StoredSegment read(DataInputStream fields) throws IOException {
        return head(fields).with(encodings(fields), clip(fields));
    }

    /** The first version knew one encoder, and named it also where there was nothing to encode. */
    private static StoredSegment readFirst(DataInputStream fields) throws IOException {
        StoredSegment head = head(fields);
        Encoded only = encoded(fields);
        List<Encoding> encodings =
                only.reason.isEmpty() && only.features.isEmpty() ? List.of() : List.of(only.encoding());
        return head.with(encodings, clip(fields));
    }

    /** One encoder's fields as they lie in the store. */
    private record Encoded(String encodeDigest, String reason, Optional<Features> features) {
        Encoding encoding() {
            return new Encoding(
                    encodeDigest, features, Optional.of(reason).filter(why -> !why.isEmpty() || features.isEmpty()));
        }
    }

    private static StoredSegment head(DataInputStream fields) throws IOException {
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
                List.of(),
                Optional.empty());
    }

    private static List<Encoding> encodings(DataInputStream fields) throws IOException {
        int count = fields.readUnsignedByte();
        List<Encoding> encodings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            encodings.add(encoded(fields).encoding());
        }
        return encodings;
    }

    private static Encoded encoded(DataInputStream fields) throws IOException {
        String digest = fields.readUTF();
        String reason = fields.readUTF();
        byte[] bytes = new byte[fields.readInt()];
        fields.readFully(bytes);
        return new Encoded(digest, reason, bytes.length == 0 ? Optional.empty() : Optional.of(Features.of(bytes)));
    }

    private static Optional<String> clip(DataInputStream fields) throws IOException {
        return fields.available() == 0 ? Optional.empty() : Optional.of(fields.readUTF());
    }

    private StoredSegment with(List<Encoding> stored, Optional<String> reference) {
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
                stored,
                reference);
    }
}
