package org.earwitness.streaming.admit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.Clock;
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.state.StateSerde;

/**
 * How far one stream has come; the value of the store {@code stream-progress}.
 *
 * @param epoch epoch of the stream, -1 before its first record
 * @param next lowest index that may still come in this epoch
 * @param expected index after the last segment that has an event; what lies between it and an arrival is a gap
 * @param history bit i: the segment with index {@code next - 1 - i} was admitted
 * @param discontinuity whether the next segment is the first of an epoch that follows another
 * @param end marker that stands right before {@code next}, if any
 * @param nextStartMicros start of the second at {@code next} on the stream's clock
 * @param clock where the stream's times come from
 * @param nextTarget lowest index of this epoch whose event has not been emitted
 * @param slots how many segments the feature window of this stream holds; 0 while it holds none
 * @param packs which model packs work for the stream
 */
public record StreamProgress(
        long epoch,
        long next,
        long expected,
        long history,
        boolean discontinuity,
        End end,
        long nextStartMicros,
        Clock clock,
        long nextTarget,
        int slots,
        StreamPacks packs) {

    /** How many indexes the history tells apart. */
    static final int HISTORY = Long.SIZE;

    private static final long SEGMENT_MICROS = 1_000_000;
    private static final int VERSION = 2;

    /** The marker that came last, weakest first. */
    public enum End {
        NONE,
        STALLED,
        ENDED
    }

    /** A stream of which nothing has come. */
    public static final StreamProgress NONE =
            new StreamProgress(-1, 0, 0, 0, false, End.NONE, 0, Clock.UNKNOWN, 0, 0, StreamPacks.NONE);

    public StreamProgress {
        if (epoch < -1 || next < 0 || expected < 0 || expected > next || slots < 0) {
            throw new IllegalArgumentException("no stream comes to epoch " + epoch + ", next index " + next
                    + ", expected " + expected + ", " + slots + " slots");
        }
    }

    /** The serde of the store. */
    public static Serde<StreamProgress> serde() {
        return new StateSerde<>("stream progress", VERSION, StreamProgress::write, StreamProgress::read)
                .reading(1, fields -> read(fields, StreamPacks.NONE));
    }

    /** Whether nothing has come yet. */
    public boolean isNone() {
        return epoch < 0;
    }

    /** Whether the segment with this index of this epoch was admitted; only the last 64 indexes are known. */
    boolean admitted(long index) {
        long age = next - 1 - index;
        return age >= 0 && age < HISTORY && (history >>> age & 1) == 1;
    }

    /** A new epoch that begins at an index. */
    StreamProgress open(long newEpoch, long index) {
        return new StreamProgress(
                newEpoch, index, index, 0, !isNone(), End.NONE, nextStartMicros, clock, nextTarget, slots, packs);
    }

    /** After a segment at {@link #next} or later. */
    StreamProgress admit(long index, long startMicros, Clock itsClock) {
        long shifted = shift(index + 1 - next) | 1;
        return new StreamProgress(
                epoch,
                index + 1,
                index + 1,
                shifted,
                false,
                End.NONE,
                startMicros + SEGMENT_MICROS,
                itsClock,
                nextTarget,
                slots,
                packs);
    }

    /** After a marker at {@link #next} or later. */
    StreamProgress end(long index, End marker, long startMicros, Clock itsClock) {
        return new StreamProgress(
                epoch,
                index,
                expected,
                shift(index - next),
                discontinuity,
                marker,
                startMicros,
                itsClock,
                nextTarget,
                slots,
                packs);
    }

    /** With what the window has emitted, how many segments it holds, and which packs work from here on. */
    public StreamProgress withTargets(long newNextTarget, int newSlots, StreamPacks newPacks) {
        return new StreamProgress(
                epoch,
                next,
                expected,
                history,
                discontinuity,
                end,
                nextStartMicros,
                clock,
                newNextTarget,
                newSlots,
                newPacks);
    }

    private long shift(long places) {
        return places >= HISTORY ? 0 : history << places;
    }

    private static void write(StreamProgress progress, DataOutputStream fields) throws IOException {
        fields.writeLong(progress.epoch);
        fields.writeLong(progress.next);
        fields.writeLong(progress.expected);
        fields.writeLong(progress.history);
        fields.writeBoolean(progress.discontinuity);
        fields.writeUTF(progress.end.name());
        fields.writeLong(progress.nextStartMicros);
        fields.writeUTF(progress.clock.name());
        fields.writeLong(progress.nextTarget);
        fields.writeInt(progress.slots);
        progress.packs.write(fields);
    }

    private static StreamProgress read(DataInputStream fields) throws IOException {
        StreamProgress first = read(fields, StreamPacks.NONE);
        return first.withTargets(first.nextTarget, first.slots, StreamPacks.read(fields));
    }

    /** The fields of the first version, which knew no packs. */
    private static StreamProgress read(DataInputStream fields, StreamPacks packs) throws IOException {
        return new StreamProgress(
                fields.readLong(),
                fields.readLong(),
                fields.readLong(),
                fields.readLong(),
                fields.readBoolean(),
                End.valueOf(fields.readUTF()),
                fields.readLong(),
                Clock.valueOf(fields.readUTF()),
                fields.readLong(),
                fields.readInt(),
                packs);
    }
}
