package org.earwitness.ingest.read;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.segment.ChosenFrame;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;

/**
 * Writes the seconds of one epoch as records: adds the stream's name, epoch and clock, and nothing that another run would not
 * add.
 *
 * @param stream its name
 * @param place the epoch
 */
record SegmentRecords(String stream, EpochPlace place) {

    /** A second of media. */
    Segment media(Second second, Clock clock, Optional<String> clip) {
        List<ByteBuffer> frames = second.frames().stream()
                .map(ChosenFrame::still)
                .map(still -> ByteBuffer.wrap(still.jpeg()))
                .toList();
        Segment.Builder segment = record(
                SegmentKind.MEDIA,
                indexOf(second.index()),
                second.durationMicros(),
                clock,
                frames,
                ByteBuffer.wrap(second.audio()),
                second.video(),
                second.sound());
        clip.ifPresent(segment::setClip);
        return segment.build();
    }

    /** A marker without media: the stream is over, or stalled, before its second with this number. */
    Segment marker(SegmentKind kind, long nextSecond, Clock clock) {
        return record(
                        kind,
                        indexOf(nextSecond),
                        0,
                        clock,
                        List.of(),
                        ByteBuffer.allocate(0),
                        VideoTrack.MISSING,
                        AudioTrack.MISSING)
                .build();
    }

    /** Index of a second in the stream's epoch. */
    long indexOf(long second) {
        return place.firstIndex() + second;
    }

    private Segment.Builder record(
            SegmentKind kind,
            long index,
            long durationMicros,
            Clock clock,
            List<ByteBuffer> frames,
            ByteBuffer audio,
            VideoTrack video,
            AudioTrack sound) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(kind)
                .setEpoch(place.epoch())
                .setIndex(index)
                .setStartMicros(index * SegmentClock.SECOND_MICROS)
                .setClock(clock)
                .setDurationMicros(durationMicros)
                .setFrames(frames)
                .setAudio(audio)
                .setVideoTrack(video)
                .setAudioTrack(sound);
    }
}
