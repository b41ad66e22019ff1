package org.earwitness.app.demo;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.metrics.Health;
import org.earwitness.app.metrics.Telemetry;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.ProjectHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays the sample streams as if they were live and shows on a page what is heard and seen in them. */
@Command(
        name = "demo",
        description = {
            "Play the sample streams in real time, again and again, and show on a page what is both heard and seen in them.",
            "",
            "Brings its own Kafka broker and schema registry. The page is on loopback; its address is printed on one line as soon as"
                    + " it answers, and the page says how the rest starts. Ctrl-C ends everything."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int MOST_BROWSERS = 32;

    private final Surroundings surroundings;

    @Option(names = "--exit-after", paramLabel = "SECONDS", description = "End by itself after so many seconds.")
    private Optional<Integer> exitAfterSeconds = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the page on loopback; 0, any free one, if not given.")
    private int port;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics and /health there (metrics.port); 0 for any free one.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description = "Folder whose MP4 files are played; samples of the project if not given.")
    private Optional<Path> samples = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        refuseWhatMakesNoSense(config);
        ProjectHome home = ProjectHome.of(surroundings.environment());
        SampleStreams played = SampleStreams.in(samples.orElse(home.samples()));
        try (EndSignal end = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            long begin = System.nanoTime();
            Telemetry telemetry = parts.add("the metrics", Telemetry.open());
            Audience audience = new Audience(MOST_BROWSERS);
            Board board = new Board(audience);
            PageServer page = parts.add("the page", listen(board, audience));
            surroundings.out().println("The page is at " + page.address());
            surroundings.out().flush();
            Demo demo = parts.add("the demonstration", new Demo(board, Clock.systemUTC()));
            telemetry
                    .serve(metricsPort.map(config.metrics()::withPort).orElse(config.metrics()), new DemoHealth(demo))
                    .ifPresent(address -> surroundings.err().println("Metrics are at " + address + "/metrics"));
            surroundings.err().flush();
            demo.start(
                    new Demo.Scene(config, pack.orElse(home.starterPack()), home.registry(), played),
                    telemetry.meters());
            return watch(demo, end, begin);
        }
    }

    private int watch(Demo demo, EndSignal end, long begin) {
        while (!end.await(LOOK)) {
            Optional<String> failure = demo.failure();
            if (failure.isPresent()) {
                throw CommandFailed.failed(failure.get() + ". Start the demo again; --verbose says more.");
            }
            Duration running = Duration.ofNanos(System.nanoTime() - begin);
            if (exitAfterSeconds.isPresent() && running.toSeconds() >= exitAfterSeconds.get()) {
                return ExitCode.OK;
            }
        }
        return ExitCode.OK; // Ctrl-C is how a demo ends
    }

    private void refuseWhatMakesNoSense(EarwitnessConfig config) {
        if (config.kafka().bootstrapServers().isPresent()) {
            throw CommandFailed.usage(
                    "kafka.bootstrapServers is set, but `demo` brings its own broker. Leave it out, or use"
                            + " `ingest`, `localize` and `page` on that cluster.");
        }
        if (exitAfterSeconds.isPresent() && exitAfterSeconds.get() < 1) {
            throw CommandFailed.usage(
                    "--exit-after is " + exitAfterSeconds.get() + ": it counts seconds. Use 1 or more.");
        }
        if (port < 0 || port > 65_535) {
            throw CommandFailed.usage("--port is " + port + ": it is outside 0 to 65535. Use 0 for any free one.");
        }
    }

    private PageServer listen(Board board, Audience audience) {
        try {
            return PageServer.start(board, audience, port);
        } catch (UncheckedIOException taken) {
            throw CommandFailed.failed(String.valueOf(taken.getMessage()), taken);
        }
    }

    /** The demonstration is ready when its localizer processes. */
    private record DemoHealth(Demo demo) implements Health {
        @Override
        public Condition live() {
            return demo.failure().map(Condition::no).orElseGet(Condition::yes);
        }

        @Override
        public Condition ready() {
            return demo.isRunning() ? live() : Condition.no("the localizer is not running yet");
        }

        @Override
        public Condition started() {
            return demo.isStarted() ? Condition.yes() : Condition.no("the demonstration is starting");
        }
    }
}
