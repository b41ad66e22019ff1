package org.earwitness.streaming.control;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Which packs work for one stream; a part of {@code stream-progress}, so that a restart goes on with the same ones. Packs are named
 * by their digest.
 *
 * @param current makes the events; empty before the first
 * @param next takes over soon: both encode until then
 * @param shadow answers beside the current one
 */
public record StreamPacks(Optional<InUse> current, Optional<Takeover> next, Optional<Shadowing> shadow) {
    /** A stream that no pack has worked for. */
    public static final StreamPacks NONE = new StreamPacks(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * A pack that makes events.
     *
     * @param digest which pack
     * @param since lowest index of the epoch from which every segment has features of its encoder
     */
    public record InUse(String digest, long since) {}

    /**
     * A pack that will make the events from a certain segment on.
     *
     * @param digest which pack
     * @param epoch epoch of its first target
     * @param first index of its first target
     * @param since as in {@link InUse}
     */
    public record Takeover(String digest, long epoch, long first, long since) {

        /** Whether a target is made by this pack. */
        public boolean covers(long targetEpoch, long target) {
            return targetEpoch > epoch || (targetEpoch == epoch && target >= first);
        }
    }

    /**
     * A pack in shadow.
     *
     * @param digest which pack
     * @param nextTarget lowest index of the epoch that it has not answered for
     * @param since as in {@link InUse}
     */
    public record Shadowing(String digest, long nextTarget, long since) {}

    /** Once all targets of an epoch below an index have their event: a take-over that is through is the current pack. */
    public StreamPacks emittedBelow(long epoch, long nextTarget) {
        return next.filter(takeover -> takeover.covers(epoch, nextTarget))
                .map(takeover -> new StreamPacks(
                        Optional.of(new InUse(takeover.digest(), takeover.epoch() < epoch ? 0 : takeover.since())),
                        Optional.empty(),
                        shadow))
                .orElse(this);
    }

    /** With how far the shadow has come. */
    public StreamPacks shadowedBelow(long nextTarget) {
        return new StreamPacks(current, next, shadow.map(it -> new Shadowing(it.digest(), nextTarget, it.since())));
    }

    /** Writes the fields. */
    public void write(DataOutputStream fields) throws IOException {
        fields.writeBoolean(current.isPresent());
        if (current.isPresent()) {
            fields.writeUTF(current.orElseThrow().digest());
            fields.writeLong(current.orElseThrow().since());
        }
        fields.writeBoolean(next.isPresent());
        if (next.isPresent()) {
            Takeover takeover = next.orElseThrow();
            fields.writeUTF(takeover.digest());
            fields.writeLong(takeover.epoch());
            fields.writeLong(takeover.first());
            fields.writeLong(takeover.since());
        }
        fields.writeBoolean(shadow.isPresent());
        if (shadow.isPresent()) {
            Shadowing beside = shadow.orElseThrow();
            fields.writeUTF(beside.digest());
            fields.writeLong(beside.nextTarget());
            fields.writeLong(beside.since());
        }
    }

    /** Reads what {@link #write} wrote. */
    public static StreamPacks read(DataInputStream fields) throws IOException {
        Optional<InUse> current =
                fields.readBoolean() ? Optional.of(new InUse(fields.readUTF(), fields.readLong())) : Optional.empty();
        Optional<Takeover> next = fields.readBoolean()
                ? Optional.of(new Takeover(fields.readUTF(), fields.readLong(), fields.readLong(), fields.readLong()))
                : Optional.empty();
        Optional<Shadowing> shadow = fields.readBoolean()
                ? Optional.of(new Shadowing(fields.readUTF(), fields.readLong(), fields.readLong()))
                : Optional.empty();
        return new StreamPacks(current, next, shadow);
    }
}
