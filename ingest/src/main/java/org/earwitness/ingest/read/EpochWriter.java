package org.earwitness.ingest.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.segment.Picture;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;

/** Cuts one epoch of a stream into seconds and hands them to the publisher, in order. One thread. */
final class EpochWriter {
    /** What there is to know about a second when it is written. */
    interface Written {
        /** Called before a second goes to the publisher; gives the reference of its original media, if it is kept. */
        Optional<String> writing(Second second, long index);
    }

    private final SegmentRecords records;
    private final Segmenter segmenter;
    private final Placement placement;
    private final SegmentPublisher.StreamWriter writer;
    private final Written written;
    private final ReadListener listener;
    private long nextSecond;

    EpochWriter(
            SegmentRecords records,
            Segmenter segmenter,
            Placement placement,
            SegmentPublisher.StreamWriter writer,
            Written written,
            ReadListener listener) {
        this.records = records;
        this.segmenter = segmenter;
        this.placement = placement;
        this.writer = writer;
        this.written = written;
        this.listener = listener;
    }

    void video(long epochMicros, long durationMicros, Picture picture) throws InterruptedException {
        publish(segmenter.video(epochMicros, durationMicros, picture));
    }

    void audio(AudioSamples samples) throws InterruptedException {
        publish(placement.cut(segmenter, samples));
    }

    /** Writes what is left, a last part of a second included. */
    void end() throws InterruptedException {
        publish(segmenter.end());
    }

    /**
     * Writes the whole seconds that are left; a part of one is given up, because live media goes on in the next epoch.
     *
     * @return how much was given up, microseconds of media
     */
    long breakOff() throws InterruptedException {
        Map<Boolean, List<Second>> left = segmenter.end().stream()
                .collect(Collectors.partitioningBy(second -> second.durationMicros() == SegmentClock.SECOND_MICROS));
        publish(left.getOrDefault(true, List.of()));
        return left.getOrDefault(false, List.of()).stream()
                .mapToLong(Second::durationMicros)
                .sum();
    }

    /** Says in the log that no more comes, for now or for good; an epoch that gave nothing leaves no trace. */
    void mark(SegmentKind kind) throws InterruptedException {
        if (nextSecond > 0) {
            publish(records.marker(kind, nextSecond, placement.clock()));
        }
    }

    private void publish(Segment segment) throws InterruptedException {
        listener.publishing();
        writer.publish(segment);
        listener.published(segment.getKind() == SegmentKind.MEDIA);
    }

    private void publish(List<Second> seconds) throws InterruptedException {
        for (Second second : seconds) {
            long index = records.indexOf(second.index());
            Optional<String> clip = written.writing(second, index);
            publish(records.media(second, placement.clock(), clip));
            nextSecond = second.index() + 1;
        }
    }

    /** The epoch. */
    EpochPlace place() {
        return records.place();
    }

    /** Index of the segment that comes next. */
    long nextIndex() {
        return records.indexOf(nextSecond);
    }

    long silentGaps() {
        return segmenter.silentGaps();
    }

    long lateSamples() {
        return segmenter.lateSamples();
    }
}
