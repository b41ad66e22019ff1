package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.cluster.StreamNames;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.process.Measured;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;

/**
 * How fast stored segments are replayed, as a multiple of real time: one stream, where only encoding ahead keeps the cores busy,
 * and eight. The peer is the localizer itself working off the same segments the first time.
 */
public final class ReplaySpeed implements Measurement {
    private static final int MANY = 8;
    /** A clip of the workbench so many times: a replay has a start that a long range makes little of. */
    private static final int CLIPS_OF_ONE = 15;

    private static final Pattern SAID = Pattern.compile("replayed ([\\d,]+) s of \\d+ streams? in ([\\d.]+) s");

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        int seconds = CLIPS_OF_ONE * workbench.effort().clipSeconds();
        Map<Integer, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = 1; round <= workbench.effort().rounds(); round++) {
            for (int streams : List.of(1, MANY)) {
                rounds.computeIfAbsent(streams, unseen -> new ArrayList<>())
                        .add(round(workbench, streams, seconds / streams, "replay-" + streams + "-" + round));
            }
        }
        return section(workbench, rounds, seconds);
    }

    /**
     * One round.
     *
     * @param first what the localizer took the first time
     * @param replayed segments that came out of the replay
     * @param saidSeconds how long the replay says it took, from when its localizer starts
     * @param command what the whole command took
     */
    private record Round(Drained first, int replayed, double saidSeconds, Measured command) {
        double speed() {
            return replayed / saidSeconds;
        }
    }

    // State lies by application, and that of another round's cluster would make its segments late.
    private static Round round(Workbench workbench, int streams, int seconds, String application) {
        try (Cluster cluster = Cluster.start(workbench)) {
            List<String> names =
                    StreamNames.spread(streams, cluster.topics().segments().partitions());
            List<String> ingest = new ArrayList<>(workbench.earwitness("ingest"));
            ingest.addAll(access(cluster));
            List<Path> files = workbench.samples().streams(names, seconds);
            for (int stream = 0; stream < streams; stream++) {
                ingest.add(names.get(stream) + "=" + files.get(stream));
            }
            workbench.commands().run("replay-ingest", ingest);
            Drained first;
            try (BacklogDrain drain = BacklogDrain.start(workbench, cluster, workbench.pack(), application)) {
                first = drain.await(streams * seconds);
            }
            List<String> replay = new ArrayList<>(workbench.earwitness(
                    "replay",
                    "--all",
                    "--packs",
                    workbench.pack().resolveSibling("").toString()));
            replay.addAll(access(cluster));
            return round(streams * seconds, first, workbench.commands().run("replay", replay));
        }
    }

    private static Round round(int segments, Drained first, Measured command) {
        try {
            String said = Files.readString(command.output());
            Matcher found = SAID.matcher(said);
            if (!found.find() || !said.contains(segments + " events, " + segments + " identical, 0 changed")) {
                throw new IllegalStateException(
                        "the replay did not give the same bytes, so its speed says nothing; it said: " + said);
            }
            return new Round(
                    first,
                    Integer.parseInt(found.group(1).replace(",", "")),
                    Double.parseDouble(found.group(2)),
                    command);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + command.output(), e);
        }
    }

    private static List<String> access(Cluster cluster) {
        return List.of(
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryAddress().toString());
    }

    private static Section section(Workbench workbench, Map<Integer, List<Round>> rounds, int seconds) {
        int cores = Runtime.getRuntime().availableProcessors();
        Table table = new Table(
                "streams",
                "media s",
                "replay: times real time",
                "a core",
                "whole command: wall s",
                "its CPU ms a segment",
                "localizer, first time: times real time",
                "replay / localizer");
        rounds.forEach((streams, each) -> table.row(
                Integer.toString(streams),
                Integer.toString(seconds / streams * streams),
                figures(each, Round::speed).text(1),
                figures(each, round -> round.speed() / cores).text(1),
                figures(each, round -> round.command().wallSeconds()).text(1),
                figures(each, round -> 1000 * round.command().cpuSeconds() / round.replayed())
                        .text(1),
                figures(each, round -> round.first().rate()).text(1),
                figures(each, round -> round.speed() / round.first().rate()).text(2)));
        return new Section("Replay of stored segments", explanation(workbench, cores), table);
    }

    private static String explanation(Workbench workbench, int cores) {
        return "Streams of the samples are published to an embedded cluster in a process of its own and worked off by `./earwitness "
                + "localize` with " + workbench.shownName(workbench.pack())
                + " (the peer, counted as in the backlog: from its first segment to its last event). Then `./earwitness replay --all`"
                + " runs them again; every event was checked to be the same bytes. Its speed is seconds of media a second from the"
                + " start of its localizer, its group's first assignment included, to when the last result is read; broker, registry"
                + " and reader use the same " + cores
                + " cores. One stream lies in one partition: without encoding ahead one thread"
                + " would do all of it.";
    }

    private static Figures figures(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
