package org.earwitness.streaming.interval;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.ClipReference;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.state.StateSerde;

/**
 * The interval of a stream that may still grow; the value of the store {@code open-intervals}. A stream has at most one, because a
 * segment has one label.
 *
 * @param stream name of the stream
 * @param epoch epoch of its segments
 * @param label label of the event
 * @param first index and start of its first segment
 * @param last index and end of the last segment that belongs to it
 * @param peak the segment with the highest score
 * @param scoreSum sum of the probabilities of its segments, in units of 1e-4: exact, so that no order of adding matters
 * @param segments how many segments were summed
 * @param published how many records it has had; 0 while it is too short to be published
 * @param segmentsAtPublication what {@code segments} was in the last of them
 * @param clock where its times come from
 * @param model the pack of its last segment
 * @param clip where the original media of the first segment that has a reference is kept; empty when none has
 */
public record OpenInterval(
        String stream,
        long epoch,
        String label,
        Mark first,
        Mark last,
        Peak peak,
        long scoreSum,
        int segments,
        int published,
        int segmentsAtPublication,
        Clock clock,
        PackReference model,
        Optional<String> clip) {

    static final double SCORE_UNITS = 1e4;
    private static final int VERSION = 1;

    /**
     * A border of an interval.
     *
     * @param index index of the segment there
     * @param micros where it starts (first) or ends (last) on the stream's clock
     */
    public record Mark(long index, long micros) {}

    /**
     * The segment with the highest score, the earliest if several.
     *
     * @param index index of the segment
     * @param score its probability of the label
     * @param attention its attention map, 49 values row by row
     */
    public record Peak(long index, float score, List<Float> attention) {

        public Peak {
            attention = List.copyOf(attention);
        }
    }

    /** An interval that begins with this event. */
    static OpenInterval begin(SegmentEvent event) {
        return new OpenInterval(
                event.getStream(),
                event.getEpoch(),
                event.getLabel(),
                new Mark(event.getIndex(), event.getStartMicros()),
                endOf(event),
                new Peak(event.getIndex(), event.getScore(), event.getAttention()),
                units(event.getScore()),
                1,
                0,
                0,
                event.getClock(),
                event.getModel(),
                Optional.ofNullable(event.getClip()));
    }

    /** Grown by an event that gives the label this probability. */
    OpenInterval grow(SegmentEvent event, float probability) {
        Peak higher = probability > peak.score() ? new Peak(event.getIndex(), probability, event.getAttention()) : peak;
        return new OpenInterval(
                stream,
                epoch,
                label,
                first,
                endOf(event),
                higher,
                scoreSum + units(probability),
                segments + 1,
                published,
                segmentsAtPublication,
                event.getClock(),
                event.getModel(),
                clip.or(() -> Optional.ofNullable(event.getClip())));
    }

    /** After one more record about it. */
    OpenInterval publish() {
        return new OpenInterval(
                stream,
                epoch,
                label,
                first,
                last,
                peak,
                scoreSum,
                segments,
                published + 1,
                segments,
                clock,
                model,
                clip);
    }

    /** Stable over all its records: stream/epoch/first index/label. */
    String id() {
        return stream + "/" + epoch + "/" + first.index() + "/" + label;
    }

    /** How long it has lasted, quiet segments inside included. */
    long lengthSegments() {
        return last.index() - first.index() + 1;
    }

    /** Mean probability of its segments. */
    float meanScore() {
        return (float) (Math.round((double) scoreSum / segments) / SCORE_UNITS);
    }

    /** Where the original media of all its segments is kept: what the first reference says, over its whole length. */
    Optional<String> wholeClip() {
        return clip.map(text -> ClipReference.parse(text)
                .filter(reference -> reference.stream().equals(stream) && reference.epoch() == epoch)
                .map(reference -> reference.over(first.index(), last.index()).toString())
                .orElse(text));
    }

    /** The serde of the store. */
    public static Serde<OpenInterval> serde() {
        return new StateSerde<>("open interval", VERSION, OpenInterval::write, OpenInterval::read);
    }

    private static Mark endOf(SegmentEvent event) {
        return new Mark(event.getIndex(), event.getStartMicros() + event.getDurationMicros());
    }

    private static long units(float score) {
        return Math.round(score * SCORE_UNITS);
    }

    private static void write(OpenInterval interval, DataOutputStream fields) throws IOException {
        fields.writeUTF(interval.stream);
        fields.writeLong(interval.epoch);
        fields.writeUTF(interval.label);
        write(interval.first, fields);
        write(interval.last, fields);
        fields.writeLong(interval.peak.index());
        fields.writeFloat(interval.peak.score());
        fields.writeInt(interval.peak.attention().size());
        for (float weight : interval.peak.attention()) {
            fields.writeFloat(weight);
        }
        fields.writeLong(interval.scoreSum);
        fields.writeInt(interval.segments);
        fields.writeInt(interval.published);
        fields.writeInt(interval.segmentsAtPublication);
        fields.writeUTF(interval.clock.name());
        fields.writeUTF(interval.model.getName());
        fields.writeUTF(interval.model.getVersion());
        fields.writeUTF(interval.model.getDigest());
        // Last and only where there is one: so state without references is the same for the version that knew none.
        if (interval.clip.isPresent()) {
            fields.writeUTF(interval.clip.orElseThrow());
        }
    }

    private static OpenInterval read(DataInputStream fields) throws IOException {
        return new OpenInterval(
                fields.readUTF(),
                fields.readLong(),
                fields.readUTF(),
                readMark(fields),
                readMark(fields),
                readPeak(fields),
                fields.readLong(),
                fields.readInt(),
                fields.readInt(),
                fields.readInt(),
                Clock.valueOf(fields.readUTF()),
                new PackReference(fields.readUTF(), fields.readUTF(), fields.readUTF()),
                fields.available() == 0 ? Optional.empty() : Optional.of(fields.readUTF()));
    }

    private static void write(Mark mark, DataOutputStream fields) throws IOException {
        fields.writeLong(mark.index());
        fields.writeLong(mark.micros());
    }

    private static Mark readMark(DataInputStream fields) throws IOException {
        return new Mark(fields.readLong(), fields.readLong());
    }

    private static Peak readPeak(DataInputStream fields) throws IOException {
        long index = fields.readLong();
        float score = fields.readFloat();
        int places = fields.readInt();
        List<Float> attention = new ArrayList<>(places);
        for (int place = 0; place < places; place++) {
            attention.add(fields.readFloat());
        }
        return new Peak(index, score, attention);
    }
}
