package org.earwitness.bench.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/**
 * How long it takes from a segment's append to its committed event, when the segments of all streams are appended together once
 * a second, as live ones are. What full load is, the same localizer has shown just before by working off a backlog.
 */
public final class Latency implements Measurement {
    private static final long SETTLE_SECONDS = 5;
    private static final long REST_SECONDS = 30;

    /** One share of full load, and what its delays should be, milliseconds. */
    private record Level(double share, double medianTarget, double lateTarget) {}

    private static final List<Level> LEVELS = List.of(new Level(0.3, 250, 500), new Level(0.8, 600, 1_100));

    /** What came of one level. */
    private record Delays(Level level, int streams, Figures millis, long unscored) {}

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        int segments = effort.backlogStreams() * effort.backlogSeconds();
        List<Delays> delays = new ArrayList<>();
        Drained full;
        try (Cluster cluster = Cluster.start(workbench);
                LiveLoad load = LiveLoad.ofBacklog(workbench, cluster);
                BacklogDrain drain = BacklogDrain.start(workbench, cluster, workbench.pack(), "latency")) {
            full = drain.await(segments);
            for (Level level : LEVELS) {
                int streams = Math.max(1, (int) Math.round(level.share() * full.laterRate()));
                delays.add(delays(drain, load, level, streams, effort.liveSeconds()));
            }
        }
        return section(workbench, full, delays);
    }

    private static Delays delays(BacklogDrain drain, LiveLoad load, Level level, int streams, int seconds) {
        EventReader events = drain.events();
        events.forget();
        String prefix = "live-" + Math.round(100 * level.share()) + "-";
        // The first seconds of new streams are not what is measured: their partitions' state is touched for the first
        // time.
        load.send(prefix, streams, SETTLE_SECONDS, events);
        drain.readUntil(streams * SETTLE_SECONDS, REST_SECONDS);
        events.forget();
        load.send(prefix, streams, seconds, events);
        drain.readUntil((long) streams * seconds, REST_SECONDS);
        return new Delays(level, streams, events.delays(), events.unscored());
    }

    private static Section section(Workbench workbench, Drained full, List<Delays> all) {
        Table table =
                new Table("load", "streams", "events", "p50 ms", "p99 ms", "most ms", "unscored", "target p50 / p99");
        for (Delays delays : all) {
            double median = Math.rint(delays.millis().quantile(0.5));
            double late = Math.rint(delays.millis().quantile(0.99));
            table.row(
                    String.format(Locale.ROOT, "%.0f %%", 100 * delays.level().share()),
                    Integer.toString(delays.streams()),
                    Integer.toString(delays.millis().sorted().length),
                    whole(median),
                    whole(late),
                    whole(delays.millis().quantile(1)),
                    Long.toString(delays.unscored()),
                    Target.atMost(delays.level().medianTarget()).verdict(median) + " / "
                            + Target.atMost(delays.level().lateTarget()).verdict(late));
        }
        return new Section(
                "From append to committed event",
                "The segments of all streams of a load are appended together at the beginning of each second, for "
                        + Duration.ofSeconds(workbench.effort().liveSeconds()).toSeconds()
                        + " s: seconds of the samples, four JPEG frames and sound each, read back from the broker so that nothing is "
                        + "decoded meanwhile. `./earwitness localize` with " + workbench.shownName(workbench.pack())
                        + " is warm: full load, "
                        + String.format(Locale.ROOT, "%.1f", full.laterRate())
                        + " segments a second, is what the same process did in the second half of a backlog of "
                        + full.segments()
                        + " segments just before. A delay is from the broker's time stamp of a segment to when its event was read "
                        + "(read_committed); broker, registry, sender and reader use the same cores.",
                table);
    }

    private static String whole(double millis) {
        return String.format(Locale.ROOT, "%.0f", millis);
    }
}
