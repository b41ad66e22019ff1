package org.earwitness.ingest;

import java.nio.ByteBuffer;
import java.util.List;
import org.earwitness.ingest.segment.ChosenFrame;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;

/** Writes a stream's seconds as records: adds its name, epoch and clock, and nothing that another run would not add. */
final class SegmentRecords {
    private final StreamSource source;

    SegmentRecords(StreamSource source) {
        this.source = source;
    }

    /** A second of media. */
    Segment media(Second second) {
        List<ByteBuffer> frames = second.frames().stream()
                .map(ChosenFrame::still)
                .map(still -> ByteBuffer.wrap(still.jpeg()))
                .toList();
        return record(
                SegmentKind.MEDIA,
                indexOf(second.index()),
                second.durationMicros(),
                frames,
                ByteBuffer.wrap(second.audio()),
                second.video(),
                second.sound());
    }

    /** A marker without media: the stream is over, or stalled, before its second with this number. */
    Segment marker(SegmentKind kind, long nextSecond) {
        return record(
                kind,
                indexOf(nextSecond),
                0,
                List.of(),
                ByteBuffer.allocate(0),
                VideoTrack.MISSING,
                AudioTrack.MISSING);
    }

    /** Index of a second in the stream's epoch. */
    long indexOf(long second) {
        return source.firstIndex() + second;
    }

    private Segment record(
            SegmentKind kind,
            long index,
            long durationMicros,
            List<ByteBuffer> frames,
            ByteBuffer audio,
            VideoTrack video,
            AudioTrack sound) {
        return Segment.newBuilder()
                .setStream(source.stream())
                .setKind(kind)
                .setEpoch(source.epoch())
                .setIndex(index)
                .setStartMicros(index * SegmentClock.SECOND_MICROS)
                .setClock(source.clock())
                .setDurationMicros(durationMicros)
                .setFrames(frames)
                .setAudio(audio)
                .setVideoTrack(video)
                .setAudioTrack(sound)
                .build();
    }
}
