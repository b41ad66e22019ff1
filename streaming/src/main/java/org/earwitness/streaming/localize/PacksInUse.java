package org.earwitness.streaming.localize;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.earwitness.inference.ModelPack;
import org.earwitness.streaming.control.PackSwitch;
import org.earwitness.streaming.control.PackSwitch.Arrival;
import org.earwitness.streaming.control.PackSwitch.Decision;
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.control.WantedPacks;

/**
 * The engines that work on one arrival, as was decided for it.
 *
 * @param packs what {@code stream-progress} will keep of it
 * @param cut whether the targets of the current pack wait for nothing more
 * @param current makes the events
 * @param next makes those from where it takes over
 * @param shadow answers beside them
 */
public record PacksInUse(
        StreamPacks packs,
        boolean cut,
        GuardedEngine current,
        Optional<GuardedEngine> next,
        Optional<GuardedEngine> shadow) {

    /** Decides on an arrival; what is open here is asked once, so that it does not change meanwhile. */
    static PacksInUse decide(GuardedEngines engines, StreamPacks before, WantedPacks wanted, Arrival arrival) {
        Map<String, Optional<ModelPack>> seen = new HashMap<>();
        Function<String, Optional<ModelPack>> ready = digest -> seen.computeIfAbsent(digest, engines::ready);
        Decision decision = new PackSwitch(ready, engines.home()).decide(before, wanted, arrival);
        StreamPacks packs = decision.packs();
        return new PacksInUse(
                packs,
                decision.cut(),
                engines.active(
                        packs.current().flatMap(it -> ready.apply(it.digest())).orElseGet(engines::home)),
                packs.next().flatMap(it -> ready.apply(it.digest())).map(engines::active),
                packs.shadow().flatMap(it -> ready.apply(it.digest())).map(engines::shadow));
    }

    /** The engine that makes the event of a target. */
    GuardedEngine of(long epoch, long index) {
        return packs.next()
                .filter(takeover -> takeover.covers(epoch, index))
                .flatMap(takeover -> next)
                .orElse(current);
    }

    /** One engine for each encoder that the arrival has to be shown to; first the one whose event needs it first. */
    List<GuardedEngine> encoders() {
        Stream<GuardedEngine> working = cut ? next.stream() : Stream.concat(Stream.of(current), next.stream());
        Map<String, GuardedEngine> encoders = new LinkedHashMap<>();
        Stream.concat(working, shadow.stream())
                .forEach(engine -> encoders.putIfAbsent(engine.pack().encodeDigest(), engine));
        return List.copyOf(encoders.values());
    }

    /** How many segments of the stream have to be kept, so that none of the packs lacks one. */
    int slots() {
        int window = 0;
        int lookAhead = 0;
        for (ModelPack pack : working()) {
            window = Math.max(window, pack.window());
            lookAhead = Math.max(lookAhead, pack.lookAhead());
        }
        return window + lookAhead;
    }

    private List<ModelPack> working() {
        return Stream.of(Stream.of(current), next.stream(), shadow.stream())
                .flatMap(Function.identity())
                .map(GuardedEngine::pack)
                .toList();
    }
}
