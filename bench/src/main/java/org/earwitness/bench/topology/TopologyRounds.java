package org.earwitness.bench.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.streams.StreamsConfig;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.calls.SampleSegment;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.cluster.StreamNames;
import org.earwitness.bench.process.ProcessTree;
import org.earwitness.bench.report.Figures;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackVerification;
import org.earwitness.streaming.Localizer;
import org.earwitness.streaming.StreamingConfig;

/**
 * The topology with a no-op model and the bare loop by turns over the same records, in this process, with the broker in another.
 *
 * @param records how many records both read
 * @param publishedCpuSeconds what broker and registry took to get them
 * @param topology one figure a round
 * @param bare the same of the peer
 * @param streams the same of Kafka Streams with nothing of ours
 */
public record TopologyRounds(
        int records,
        double publishedCpuSeconds,
        List<EventCount.Counted> topology,
        List<EventCount.Counted> bare,
        List<EventCount.Counted> streams) {
    /** Records a second of a stream count as many seconds; more of them than wait in a backlog, because each takes so little. */
    private static final int SECONDS_TIMES = 20;
    /** Rounds until the rates no longer rise. */
    private static final int WARM_UP = 2;

    public TopologyRounds {
        topology = List.copyOf(topology);
        bare = List.copyOf(bare);
        streams = List.copyOf(streams);
    }

    /** Measures; the first rounds of each way are for the compiler and are not counted. */
    public static TopologyRounds measure(Workbench workbench, int rounds) {
        Workbench.Effort effort = workbench.effort();
        int seconds = effort.backlogSeconds() * SECONDS_TIMES;
        int records = effort.backlogStreams() * seconds;
        PackManifest manifest = PackVerification.of(workbench.pack()).manifest().orElseThrow();
        List<EventCount.Counted> topology = new ArrayList<>();
        List<EventCount.Counted> bare = new ArrayList<>();
        List<EventCount.Counted> streams = new ArrayList<>();
        try (Cluster cluster = Cluster.start(workbench);
                NoOpEngine engine = new NoOpEngine(manifest)) {
            double published = publish(effort, cluster, seconds);
            for (int round = 0; round < WARM_UP + rounds; round++) {
                EventCount.Counted ours = topology(workbench, cluster, engine, round, records);
                EventCount.Counted theirs = bare(cluster, round, records, ours.eventBytes());
                EventCount.Counted framework = streams(
                        workbench,
                        cluster,
                        round,
                        records,
                        ours.eventBytes(),
                        manifest.features().bytes());
                if (round >= WARM_UP) {
                    topology.add(ours);
                    bare.add(theirs);
                    streams.add(framework);
                }
            }
            return new TopologyRounds(records, published, topology, bare, streams);
        }
    }

    private static double publish(Workbench.Effort effort, Cluster cluster, int seconds) {
        List<String> streams = StreamNames.spread(
                effort.backlogStreams(), cluster.topics().segments().partitions());
        ProcessTree tree = cluster.tree();
        tree.look();
        double before = tree.cpuSeconds();
        try (SegmentLoad load = new SegmentLoad(cluster)) {
            load.publish(streams, seconds, SampleSegment.full());
        }
        tree.look();
        return tree.cpuSeconds() - before;
    }

    private static EventCount.Counted topology(
            Workbench workbench, Cluster cluster, NoOpEngine engine, int round, int records) {
        String application = "no-op-" + round;
        Path state = workbench.logs().resolve("state-" + ProcessHandle.current().pid());
        try (EventCount events = new EventCount(cluster);
                Localizer localizer = new Localizer(
                        StreamingConfig.DEFAULTS,
                        Map.of(
                                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                                cluster.bootstrapServers(),
                                StreamsConfig.APPLICATION_ID_CONFIG,
                                application,
                                StreamsConfig.STATE_DIR_CONFIG,
                                state.toString()),
                        cluster.topics(),
                        cluster.serdes(),
                        engine,
                        new SimpleMeterRegistry())) {
            localizer.start();
            return events.await(
                    records,
                    () -> localizer.failure().ifPresent(death -> {
                        throw new IllegalStateException("the localizer gave up: " + death.getMessage(), death);
                    }));
        }
    }

    private static EventCount.Counted bare(Cluster cluster, int round, int records, int eventBytes) {
        try (EventCount events = new EventCount(cluster);
                BareLoop loop = BareLoop.start(
                        cluster,
                        "bare-" + round,
                        Runtime.getRuntime().availableProcessors(),
                        StreamingConfig.DEFAULTS.commitIntervalMillis(),
                        eventBytes)) {
            return events.await(records, loop::requireGoing);
        }
    }

    private static EventCount.Counted streams(
            Workbench workbench, Cluster cluster, int round, int records, int eventBytes, int keptBytes) {
        Path state =
                workbench.logs().resolve("bare-state-" + ProcessHandle.current().pid());
        try (EventCount events = new EventCount(cluster);
                BareStreams streams = BareStreams.start(
                        cluster, "bare-streams-" + round, state, StreamingConfig.DEFAULTS, eventBytes, keptBytes)) {
            return events.await(records, streams::requireGoing);
        }
    }

    /** CPU milliseconds a record of the topology, with what the broker takes to hand it over and to take its event; median. */
    public double topologyCpuMillis() {
        return Figures.of(topology.stream().map(EventCount.Counted::cpuMillis).toList())
                .median();
    }
}
