package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.cluster.StreamNames;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;

/**
 * How long streams wait when instances of the localizer come and go, under the classic protocol and the streams protocol. Two
 * instances; what is timed is the worst of all streams.
 */
public final class Rebalance implements Measurement {
    private static final int STREAMS = 16;
    private static final long LIMIT_SECONDS = 180;

    /**
     * One way to belong to a group.
     *
     * @param name what differs
     * @param settings of the localizer, each as {@code key=value}
     * @param ofGroup settings of the group on the broker
     */
    private record Variant(String name, List<String> settings, Map<String, String> ofGroup) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("classic, as shipped", List.of(), Map.of()),
            new Variant("classic, one standby replica", List.of("streaming.standbyReplicas=1"), Map.of()),
            new Variant("streams, as brokers ship", List.of("streaming.group.protocol=streams"), Map.of()),
            new Variant(
                    "streams, session 10 s, heartbeat 1 s",
                    List.of("streaming.group.protocol=streams"),
                    Map.of("streams.session.timeout.ms", "10000", "streams.heartbeat.interval.ms", "1000")));

    /**
     * One round, seconds.
     *
     * @param first from the command to the first instance running
     * @param joined from the command to the second one running
     * @param closed from the signal to the second until every stream goes on at the other
     * @param killed the same from its death
     */
    private record Round(double first, double joined, double closed, double killed) {}

    @Override
    public String name() {
        return "rebalance";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        Map<Variant, List<Round>> rounds = new LinkedHashMap<>();
        try (Cluster cluster = Cluster.start(workbench)) {
            int partitions = cluster.topics().segments().partitions();
            List<String> names = StreamNames.spread(STREAMS, partitions);
            try (Feed feed = new Feed(cluster, names)) {
                for (int round = 1; round <= workbench.effort().rounds(); round++) {
                    for (int number = 0; number < VARIANTS.size(); number++) {
                        Variant variant = VARIANTS.get(number);
                        String application = "rebalance-" + number + "-" + round;
                        askTheBroker(cluster, application, variant.ofGroup());
                        rounds.computeIfAbsent(variant, unseen -> new ArrayList<>())
                                .add(round(workbench, cluster, feed, application, variant));
                    }
                }
            }
            return section(rounds, partitions);
        }
    }

    private static Round round(Workbench workbench, Cluster cluster, Feed feed, String application, Variant variant) {
        List<String> settings = new ArrayList<>(variant.settings());
        // A thread a core: more of them would only wait for each other, there is nothing to encode.
        settings.addAll(List.of("streaming.applicationId=" + application, "streaming.threads=2"));
        Path states =
                workbench.logs().resolve("state-" + ProcessHandle.current().pid());
        try (EventReader events = new EventReader(cluster);
                WatchedLocalizer stays =
                        WatchedLocalizer.start(application + "-a", workbench, cluster, states.resolve("a"), settings)) {
            events.skipWhatIsThere();
            double first = stays.untilRunning();
            events.awaitFrom(feed.streams(), feed.indexFromNowOn(), LIMIT_SECONDS);
            double joined;
            double closed;
            try (WatchedLocalizer leaves =
                    WatchedLocalizer.start(application + "-b", workbench, cluster, states.resolve("b"), settings)) {
                joined = leaves.untilRunning();
                untilItWorks(leaves);
                long index = feed.indexFromNowOn();
                long signal = System.nanoTime();
                leaves.end();
                closed = secondsUntilAllGoOn(events, feed, index, signal);
            }
            try (WatchedLocalizer dies =
                    WatchedLocalizer.start(application + "-c", workbench, cluster, states.resolve("b"), settings)) {
                dies.untilRunning();
                untilItWorks(dies);
                long index = feed.indexFromNowOn();
                long death = System.nanoTime();
                dies.kill();
                return new Round(first, joined, closed, secondsUntilAllGoOn(events, feed, index, death));
            }
        }
    }

    /** Only who processes something leaves something to others. */
    private static void untilItWorks(WatchedLocalizer localizer) {
        localizer.until(
                "admitted nothing", LIMIT_SECONDS, () -> localizer.value("earwitness_streaming_segments_total") > 0);
    }

    private static double secondsUntilAllGoOn(EventReader events, Feed feed, long index, long sinceNanos) {
        events.awaitFrom(feed.streams(), index, LIMIT_SECONDS);
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static void askTheBroker(Cluster cluster, String group, Map<String, String> settings) {
        if (settings.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            List<AlterConfigOp> changes = settings.entrySet().stream()
                    .map(each -> new AlterConfigOp(
                            new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), changes))
                    .all()
                    .get(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker did not take the settings of group " + group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a group was set up", e);
        }
    }

    private static Section section(Map<Variant, List<Round>> rounds, int partitions) {
        Table table = new Table(
                "protocol",
                "first instance running after s",
                "second running after s",
                "all streams go on after a close, s",
                "all streams go on after a kill, s");
        rounds.forEach((variant, each) -> table.row(
                variant.name(),
                figures(each, Round::first),
                figures(each, Round::joined),
                figures(each, Round::closed),
                figures(each, Round::killed)));
        return new Section(
                "Instances that come and go",
                STREAMS + " streams of ten empty segments a second over an embedded cluster of one broker, "
                        + partitions
                        + " partitions, two instances of `./earwitness localize` with two threads each. Running counts"
                        + " from the command on, start of the JVM and of the pack included. Then the second instance"
                        + " is ended by SIGTERM, started again and killed; each time the clock runs until every stream"
                        + " has an event (read_committed) of a segment that was sent after the signal, on both sides"
                        + " of the group.",
                table);
    }

    private static String figures(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList()).text(2);
    }
}
