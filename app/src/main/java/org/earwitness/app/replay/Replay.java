package org.earwitness.app.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.comparison.BothPasses;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.replay.ReplayPlan.Pass;
import org.earwitness.app.run.LocalizerProgress;
import org.earwitness.app.run.ResultReader;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.EngineOpening;
import org.earwitness.inference.ModelPack;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.replay.Excerpt;
import org.earwitness.streaming.replay.Pace;
import org.earwitness.streaming.replay.PlannedStretch;
import org.earwitness.streaming.replay.Stretch;

/**
 * Runs the passes of a plan, one after the other, and puts what they say beside what was said first. One thread.
 */
final class Replay implements AutoCloseable {
    private final EarwitnessConfig config;
    private final ClusterAccess cluster;
    private final Map<String, StreamResults> originals;
    private final Pace pace;
    private final ReplayedResults.EventSink sink;
    private final EndSignal end;
    private final ReplayProgress progress;
    // One for all passes: each goes on where the one before stopped.
    private final ResultReader reader;
    private final List<BothPasses> compared = new ArrayList<>();
    private long events;
    private long nanos;
    private boolean interrupted;

    /**
     * @param cluster the cluster, with topics of the replay's own for its results
     * @param originals what was said first, by stream
     * @param pace how fast segments go
     * @param sink is handed each event as it comes
     */
    Replay(
            EarwitnessConfig config,
            ClusterAccess cluster,
            Map<String, StreamResults> originals,
            Pace pace,
            ReplayedResults.EventSink sink,
            EndSignal end,
            ReplayProgress progress) {
        this.config = config;
        this.cluster = cluster;
        this.originals = Map.copyOf(originals);
        this.pace = pace;
        this.sink = sink;
        this.end = end;
        this.progress = progress;
        this.reader = new ResultReader(cluster);
    }

    /**
     * Runs one pass to its end.
     *
     * @param application name of its group, which nobody else has
     * @throws CommandFailed when it cannot be run to its end
     */
    void run(Pass pass, EngineOpening engine, String application) {
        ModelPack pack = engine.engine().pack();
        IntervalConfig intervals = config.streaming().interval();
        Map<String, PlannedStretch> planned = pass.parts().stream()
                .collect(Collectors.toMap(
                        part -> part.range().stream(),
                        part -> part.range()
                                .log()
                                .plan(
                                        part.from(),
                                        part.to(),
                                        part.observedFrom(original(part), intervals),
                                        pack.window(),
                                        pack.lookAhead())));
        Map<String, Stretch> stretches = planned.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().stretch()));
        Set<String> names = stretches.keySet();
        ReplayedResults results = new ReplayedResults(names, sink);
        progress.nextPass(events);
        if (!follow(pass, engine, application, stretches, results)) {
            interrupted = true;
        } else {
            requireComplete(pass, results);
        }
        events += results.events();
        for (Part part : pass.parts()) {
            String stream = part.range().stream();
            compared.add(new BothPasses(
                    stream,
                    original(part),
                    results.of(stream),
                    part.cut(intervals),
                    Optional.ofNullable(planned.get(stream))
                            .map(PlannedStretch::judged)
                            .orElse(part.from()),
                    part.intervalsFrom(original(part), intervals),
                    pack.window() + pack.lookAhead()));
        }
    }

    /** Everything that was replayed so far, beside what was said first. */
    List<BothPasses> compared() {
        return List.copyOf(compared);
    }

    /** Events that came out so far. */
    long events() {
        return events;
    }

    /** How long localizers have worked so far, nanoseconds: from their start to their last result. */
    long nanos() {
        return nanos;
    }

    /** Whether somebody ended it before it was through. */
    boolean isInterrupted() {
        return interrupted;
    }

    @Override
    public void close() {
        reader.close();
    }

    private StreamResults original(Part part) {
        return originals.getOrDefault(part.range().stream(), new StreamResults());
    }

    private boolean follow(
            Pass pass,
            EngineOpening engine,
            String application,
            Map<String, Stretch> stretches,
            ReplayedResults results) {
        Map<Integer, Long> ends = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        try (PartitionRead read = PartitionRead.open(cluster)) {
            String segments = cluster.topics().segments().name();
            starts.putAll(read.ends(read.partitions(segments)));
            for (Part part : pass.parts()) {
                Stretch stretch = stretches.get(part.range().stream());
                if (stretch != null) {
                    int partition = part.range().partition();
                    starts.merge(new TopicPartition(segments, partition), stretch.firstOffset(), Math::min);
                    ends.merge(partition, stretch.endOffset(), Math::max);
                }
            }
        }
        GroupStart.at(cluster, application, starts);
        try (ReplaySession session =
                        ReplaySession.open(config, cluster, engine, new Excerpt(stretches, pace), application);
                LocalizerProgress localizer = new LocalizerProgress(cluster, application)) {
            long began = System.nanoTime();
            session.start();
            boolean complete =
                    new PassRun(session, results, progress, end, System::nanoTime).follow(reader, localizer, ends);
            nanos += System.nanoTime() - began;
            return complete;
        }
    }

    /** Every segment has its event or its refusal; anything else would be a result that looks whole and is not. */
    private static void requireComplete(Pass pass, ReplayedResults results) {
        long expected = pass.expected();
        if (results.events() > expected || results.events() + results.refused() < expected) {
            throw CommandFailed.failed(expected + " segments were to be replayed, but " + results.events()
                    + " events came out and " + results.refused()
                    + " segments were refused. Segments may have been deleted by retention meanwhile: run it again with a"
                    + " later --from, and report it if it stays so.");
        }
    }
}
