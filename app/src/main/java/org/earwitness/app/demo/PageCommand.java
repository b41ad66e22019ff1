package org.earwitness.app.demo;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.configuration.MetricsConfig;
import org.earwitness.app.metrics.Health;
import org.earwitness.app.metrics.Telemetry;
import org.earwitness.app.topics.Role;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.RequiredTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the page over the topics of a real cluster; the streams, the models and the processes behind them are others'. */
@Command(
        name = "page",
        description = {
            "Serve a page with what a cluster's streams show: current frame, attention, label, and a time line.",
            "",
            "Reads the topics as any subscriber does, committed records only, from now on; writes nothing. Only requests that are"
                    + " addressed to localhost are answered, whatever --host says: in a container publish the port on loopback."
        })
public final class PageCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MOST_BROWSERS = 32;

    private final Surroundings surroundings;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 127.0.0.1 if not given, 0.0.0.0 in a container.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the page; 8090 if not given, 0 for any free one.")
    private int port = 8090;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics and /health there (metrics.port); 0 for any free one.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public PageCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        try (EndSignal end = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            TopicFollower follower = open(config, parts);
            while (!end.await(LOOK)) {
                if (follower.failure().isPresent()) {
                    throw CommandFailed.failed(follower.failure().get() + ". Start the page again.");
                }
            }
            return ExitCode.OK;
        }
    }

    private TopicFollower open(EarwitnessConfig config, OpenedParts parts) {
        Telemetry telemetry = parts.add("the metrics", Telemetry.open());
        ClusterAccess cluster = parts.add("the cluster's clients", ClusterAccess.real(config));
        RequiredTopics.check(cluster, Role.DASHBOARD);
        Audience audience = new Audience(MOST_BROWSERS);
        Board board = new Board(audience);
        TopicFollower follower =
                parts.add("the page's reader", TopicFollower.start(cluster, board, TopicFollower.From.NOW));
        telemetry.serve(metrics(config), new ReaderHealth(follower));
        PageServer server = parts.add("the page", listen(board, audience));
        announce(board, config);
        surroundings.out().println("The page is at " + server.address());
        surroundings.out().flush();
        return follower;
    }

    private PageServer listen(Board board, Audience audience) {
        try {
            return PageServer.start(board, audience, host, port);
        } catch (UncheckedIOException taken) {
            throw CommandFailed.failed(String.valueOf(taken.getMessage()), taken);
        }
    }

    private MetricsConfig metrics(EarwitnessConfig config) {
        return metricsPort.map(config.metrics()::withPort).orElse(config.metrics());
    }

    /** Nothing is started here: what a browser waits for is the first event that somebody else's process makes. */
    private static void announce(Board board, EarwitnessConfig config) {
        board.note(
                StartStep.CLUSTER,
                StartStep.State.DONE,
                config.kafka().bootstrapServers().orElse(""));
        board.note(StartStep.PACK, StartStep.State.DONE, "with the localizers");
        board.note(StartStep.STREAMS, StartStep.State.DONE, "those of the cluster");
        board.note(StartStep.EVENTS, StartStep.State.GOING, "from now on");
    }

    /** The page is well as long as its reader reads. */
    private record ReaderHealth(TopicFollower follower) implements Health {
        @Override
        public Condition live() {
            return follower.failure().map(Condition::no).orElseGet(Condition::yes);
        }

        @Override
        public Condition ready() {
            return live();
        }

        @Override
        public Condition started() {
            return Condition.yes();
        }
    }
}
