package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.LiveJvm;
import org.earwitness.bench.process.ProcessTree.Part;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;
import org.earwitness.schemas.PackReference;

/**
 * One pack after the other becomes active while streams run at their own pace. No former pack is kept for a rollback and packs
 * drain for a second only, so each swap opens sessions and closes others. What must not change: no segment is missing, doubled or
 * unscored, and memory comes back.
 */
public final class Swaps implements Measurement {
    private static final Target NONE = Target.atMost(0);
    private static final List<String> PACKS = List.of("avel", "psp", "starter");
    private static final int THOROUGH = 100;
    private static final int QUICK = 6;
    private static final long SETTLING_SECONDS = 15;
    private static final long DRAINED_SECONDS = 5;
    private static final int LOOKS = 8;
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "swaps";
    }

    /** It takes a quarter of an hour. */
    @Override
    public boolean isUsual() {
        return false;
    }

    /** What the localizer holds at one moment, bytes. */
    private record Memory(double resident, double heap) {}

    @Override
    public Section measure(Workbench workbench) {
        int swaps = workbench.effort().rounds() > 1 ? THOROUGH : QUICK;
        int streams = workbench.effort().streams();
        List<PackReference> packs =
                PACKS.stream().map(name -> SwapRig.pack(workbench, name)).toList();
        // Whole turns of the packs, so that the same one is open at each look.
        int distance = PACKS.size() * Math.max(1, swaps / LOOKS / PACKS.size());
        List<Double> seconds = new ArrayList<>();
        try (SwapRig rig = SwapRig.start(workbench)) {
            SwapReader events = rig.awaitStreams(streams);
            events.readFor(SETTLING_SECONDS);
            // What the first round of all packs leaves is what a process with packs that come and go holds anyway.
            PACKS.forEach(name -> swap(rig, packs.get(PACKS.indexOf(name)), streams));
            events.readFor(SETTLING_SECONDS);
            List<Memory> held = new ArrayList<>(List.of(memory(workbench, rig.localize())));
            events.forget();
            for (int i = 0; i < swaps; i++) {
                rig.requireAlive();
                seconds.add(swap(rig, packs.get(i % packs.size()), streams));
                if ((i + 1) % distance == 0) {
                    // The former pack drains for a second, and another turn of its keeper later it is closed.
                    events.readFor(DRAINED_SECONDS);
                    held.add(memory(workbench, rig.localize()));
                }
            }
            return section(swaps, streams, distance, events, Figures.of(seconds), held);
        }
    }

    /** Assigns a pack and waits until the newest event of every stream names it; how long that took, seconds. */
    private static double swap(SwapRig rig, PackReference pack, int streams) {
        long begin = System.nanoTime();
        rig.assign(pack, Optional.empty());
        rig.awaitPack(pack, streams);
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Memory memory(Workbench workbench, Worker localize) {
        LiveJvm program = localize.tree()
                .program()
                .orElseThrow(() -> new IllegalStateException("the localizer ended; see " + localize.errors()));
        // A full collection first, so that what was let go is not counted.
        double heap = program.liveHeapBytes(workbench.commands());
        var tree = localize.tree();
        tree.look();
        return new Memory(tree.memory(Part.PROGRAM).nowBytes(), heap);
    }

    private static Section section(
            int swaps, int streams, int distance, SwapReader events, Figures seconds, List<Memory> held) {
        Table table = new Table("figure", "value", "target");
        none("segments without an event", events.missing(), table);
        none("segments with two events", events.doubled(), table);
        none("events without an answer", events.unscored(), table);
        none("events with less context than a full window", events.poorer(), table);
        table.row("events read", Long.toString(events.count()), "");
        table.row("until all streams have changed, p50 s", number(seconds.quantile(0.5), 1), "");
        table.row("until all streams have changed, largest s", number(seconds.quantile(1), 1), "");
        table.row("RSS of the localizer before, MiB", number(held.get(0).resident() / MEBIBYTE, 0), "");
        table.row("RSS of the localizer along the way, MiB", along(held, Memory::resident), "");
        table.row("live heap before, MiB", number(held.get(0).heap() / MEBIBYTE, 0), "");
        table.row("live heap along the way, MiB", along(held, Memory::heap), "");
        return new Section(
                "Model packs that change while streams run",
                swaps + " swaps between " + PACKS + " (three encoders, windows of ten segments) under " + streams
                        + " live streams, through `av.models` as `./earwitness models set` writes it. A swap lasts"
                        + " until the newest event of every stream names the new pack: opening it, then nine segments"
                        + " of filling its window. Packs that are no longer wanted are closed a second later, so each"
                        + " swap opens one and closes one. Memory is looked at after each pack was open once, and"
                        + " then after every " + distance
                        + " swaps with the same pack open, each time after a full collection.",
                table);
    }

    private static String along(List<Memory> held, ToDoubleFunction<Memory> figure) {
        return held.stream()
                .skip(1)
                .map(memory -> number(figure.applyAsDouble(memory) / MEBIBYTE, 0))
                .collect(Collectors.joining(" "));
    }

    private static void none(String figure, long count, Table table) {
        table.row(figure, Long.toString(count), NONE.verdict((double) count));
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
