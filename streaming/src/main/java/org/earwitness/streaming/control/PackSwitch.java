package org.earwitness.streaming.control;

import java.util.Optional;
import java.util.function.Function;
import org.earwitness.inference.ModelPack;
import org.earwitness.streaming.control.StreamPacks.InUse;
import org.earwitness.streaming.control.StreamPacks.Shadowing;
import org.earwitness.streaming.control.StreamPacks.Takeover;

/**
 * Decides which packs work on an arrival. A pack takes over at the first target whose whole window has features of its encoder, so
 * until then segments are encoded by both; with the same encoder nothing has to be filled. So no target loses context, and each is
 * answered by exactly one pack. It takes over at once where there is nothing to keep: in a new epoch, for a stream whose pack is not
 * open here, or when it is told to (a rollback).
 *
 * <p>Pure: what is open here is given.
 */
public final class PackSwitch {
    private final Function<String, Optional<ModelPack>> ready;
    private final ModelPack home;

    /**
     * What comes in.
     *
     * @param epoch epoch of the arrival
     * @param index its index
     * @param media whether it is a segment, not a marker
     * @param newEpoch whether its epoch is another than what came before
     * @param firstWaiting lowest index of the epoch before without an event
     * @param slots how many segments of the stream are kept; 0 while none are
     */
    public record Arrival(long epoch, long index, boolean media, boolean newEpoch, long firstWaiting, int slots) {}

    /**
     * What was decided.
     *
     * @param packs who works on the arrival
     * @param cut whether the targets of the current pack end here: they wait for nothing more
     */
    public record Decision(StreamPacks packs, boolean cut) {}

    /**
     * @param ready what a pack that answers here says about itself, by digest; empty when it does not answer here
     * @param home the pack that answers here in any case
     */
    public PackSwitch(Function<String, Optional<ModelPack>> ready, ModelPack home) {
        this.ready = ready;
        this.home = home;
    }

    /** Decides on one arrival. */
    public Decision decide(StreamPacks former, WantedPacks wanted, Arrival arrival) {
        StreamPacks before = arrival.newEpoch() ? afresh(former) : former;
        Optional<ModelPack> current = before.current().map(InUse::digest).flatMap(ready);
        if (current.isEmpty()) {
            ModelPack taken = ready.apply(wanted.digest()).orElse(home);
            // Nobody knows here which encoder made what is kept.
            long since = before.current().isEmpty() ? 0 : arrival.index();
            StreamPacks atOnce =
                    new StreamPacks(Optional.of(new InUse(taken.digest(), since)), Optional.empty(), before.shadow());
            return new Decision(withShadow(atOnce, wanted, arrival), false);
        }
        Optional<Takeover> running =
                before.next().filter(takeover -> ready.apply(takeover.digest()).isPresent());
        StreamPacks unchanged = new StreamPacks(before.current(), running, before.shadow());
        Optional<ModelPack> other = ready.apply(wanted.digest()).filter(pack -> arrival.media());
        if (other.isEmpty()) {
            return new Decision(withShadow(unchanged, wanted, arrival), false);
        }
        Optional<Takeover> next = takeover(unchanged, other.orElseThrow(), wanted.immediate(), arrival);
        boolean cut = next.isPresent() && (wanted.immediate() || arrival.newEpoch());
        StreamPacks packs = new StreamPacks(before.current(), next, before.shadow());
        return new Decision(withShadow(packs, wanted, arrival), cut);
    }

    private Optional<Takeover> takeover(StreamPacks packs, ModelPack wanted, boolean immediate, Arrival arrival) {
        if (packs.current().orElseThrow().digest().equals(wanted.digest())) {
            return Optional.empty();
        }
        if (arrival.newEpoch() || immediate) {
            long since = encodedSince(packs, wanted, arrival);
            return Optional.of(new Takeover(wanted.digest(), arrival.epoch(), arrival.index(), since));
        }
        if (packs.next().filter(it -> it.digest().equals(wanted.digest())).isPresent()) {
            return packs.next();
        }
        return Optional.of(new Takeover(
                wanted.digest(),
                arrival.epoch(),
                firstTarget(packs, wanted, arrival),
                encodedSince(packs, wanted, arrival)));
    }

    private StreamPacks withShadow(StreamPacks packs, WantedPacks wanted, Arrival arrival) {
        Optional<ModelPack> pack = wanted.shadow()
                .filter(digest ->
                        packs.current().filter(it -> it.digest().equals(digest)).isEmpty())
                .flatMap(ready);
        Optional<Shadowing> running = packs.shadow()
                .filter(it -> pack.filter(wantedPack -> wantedPack.digest().equals(it.digest()))
                        .isPresent());
        Optional<Shadowing> shadow = running.isPresent() || !arrival.media()
                ? running
                : pack.map(it ->
                        new Shadowing(it.digest(), firstTarget(packs, it, arrival), encodedSince(packs, it, arrival)));
        return new StreamPacks(packs.current(), packs.next(), shadow);
    }

    /** First target of which the pack knows the whole window. */
    private long firstTarget(StreamPacks packs, ModelPack pack, Arrival arrival) {
        if (arrival.newEpoch()) {
            return arrival.index();
        }
        long oldestKept = arrival.slots() == 0 ? arrival.index() : arrival.index() - arrival.slots() + 1;
        long known = Math.max(encodedSince(packs, pack, arrival), oldestKept);
        return Math.max(arrival.firstWaiting(), known + pack.window() - 1 - pack.lookAhead());
    }

    /** From where on segments have features that the pack can read: those of any pack with the same encoder. */
    private long encodedSince(StreamPacks packs, ModelPack pack, Arrival arrival) {
        long since = arrival.index();
        since = Math.min(
                since,
                packs.current()
                        .filter(it -> shares(it.digest(), pack))
                        .map(InUse::since)
                        .orElse(since));
        since = Math.min(
                since,
                packs.next()
                        .filter(it -> shares(it.digest(), pack))
                        .map(Takeover::since)
                        .orElse(since));
        return Math.min(
                since,
                packs.shadow()
                        .filter(it -> shares(it.digest(), pack))
                        .map(Shadowing::since)
                        .orElse(since));
    }

    private boolean shares(String digest, ModelPack pack) {
        return ready.apply(digest)
                .filter(other -> other.encodeDigest().equals(pack.encodeDigest()))
                .isPresent();
    }

    /** A new epoch begins with an empty window: all of it will be encoded by whoever works then. */
    private static StreamPacks afresh(StreamPacks packs) {
        return new StreamPacks(
                packs.current().map(it -> new InUse(it.digest(), 0)),
                packs.next(),
                packs.shadow().map(it -> new Shadowing(it.digest(), it.nextTarget(), 0)));
    }
}
