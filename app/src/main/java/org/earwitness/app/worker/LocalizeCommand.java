package org.earwitness.app.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.metrics.Health;
import org.earwitness.app.metrics.Telemetry;
import org.earwitness.app.topics.Role;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.shelf.PackFolders;
import org.earwitness.inference.shelf.PackLoading;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.inference.shelf.ShelfKeeper;
import org.earwitness.streaming.Localizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns the segments of a cluster into events and intervals, until it is told to end. */
@Command(
        name = "localize",
        description = {
            "Read segments from a Kafka cluster and write events and intervals, until told to end.",
            "",
            "A stream gets the pack that av.models assigns to it (`models set`), and where nothing is assigned that of"
                    + " --pack.",
            "Several processes with the same streaming.applicationId share the partitions. Refuses to start when a"
                    + " topic or schema is missing; `topics apply` makes them. SIGTERM or Ctrl-C ends it in order: what is"
                    + " not committed is processed by whoever goes on."
        })
public final class LocalizeCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final UnaryOperator<InferenceEngine> around;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack of streams without an assignment; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics and /health there (metrics.port); 0 for any free one.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public LocalizeCommand(Surroundings surroundings) {
        this(surroundings, UnaryOperator.identity());
    }

    /** @param around what stands between the topology and the engine, for trials; closing it closes the engine */
    public LocalizeCommand(Surroundings surroundings, UnaryOperator<InferenceEngine> around) {
        this.surroundings = surroundings;
        this.around = around;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        ProjectHome home = ProjectHome.of(surroundings.environment());
        Path folder = pack.orElse(home.starterPack());
        try (EndSignal end = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            Telemetry telemetry = parts.add("the metrics", Telemetry.open());
            LocalizerHealth health = new LocalizerHealth();
            telemetry
                    .serve(metricsPort.map(config.metrics()::withPort).orElse(config.metrics()), health)
                    .ifPresent(address -> say("Metrics are at " + address + "/metrics"));
            EngineOpening opening =
                    parts.add("the engine", EngineOpening.begin(folder, config.inference(), telemetry.meters()));
            ClusterAccess cluster = parts.add("the registry's client", ClusterAccess.real(config));
            RequiredTopics.check(cluster, Role.LOCALIZE);
            BrokerFeatures.check(cluster, config.streaming());
            PackShelf shelf = shelf(config, opening, config.models().folderIn(home.models()), telemetry, parts);
            AssignedPacks.open(cluster, shelf);
            Localizer localizer = localizer(config, cluster, shelf, telemetry, parts);
            health.watch(localizer, shelf);
            localizer.start();
            say("Localizing " + config.topics().catalogue().segments().name() + ".");
            return watch(localizer, end);
        }
    }

    private PackShelf shelf(
            EarwitnessConfig config, EngineOpening opening, Path models, Telemetry telemetry, OpenedParts parts) {
        PackLoading loading = new PackLoading(
                new PackFolders(models),
                found -> around.apply(ServedPack.open(found, config.inference(), telemetry.meters())));
        PackShelf shelf = parts.add(
                "the packs",
                new PackShelf(
                                around.apply(opening.engine()),
                                loading,
                                config.models().patience(),
                                System::nanoTime)
                        .measuredBy(telemetry.meters()));
        parts.add("the keeper of the packs", ShelfKeeper.of(shelf));
        return shelf;
    }

    private static Localizer localizer(
            EarwitnessConfig config, ClusterAccess cluster, PackShelf shelf, Telemetry telemetry, OpenedParts parts) {
        try {
            return parts.add(
                    "the localizer",
                    new Localizer(
                            config.streaming(),
                            cluster.kafka().forStreams(),
                            cluster.topics(),
                            cluster.serdes(),
                            shelf,
                            telemetry.meters()));
        } catch (IllegalArgumentException contradiction) {
            throw CommandFailed.usage(String.valueOf(contradiction.getMessage()));
        }
    }

    private static int watch(Localizer localizer, EndSignal end) {
        while (!end.await(LOOK)) {
            Optional<Throwable> failure = localizer.failure();
            if (failure.isPresent()) {
                throw CommandFailed.failed(
                        "the localizer gave up: " + failure.get().getMessage()
                                + ". A record that ends it again and again is stepped over with `rejected skip`.",
                        failure.get());
            }
        }
        return ExitCode.OK;
    }

    private void say(String sentence) {
        surroundings.err().println(sentence);
        surroundings.err().flush();
    }

    /** Ready while partitions are assigned and their state is restored. */
    private static final class LocalizerHealth implements Health {
        private volatile Optional<PackShelf> packs = Optional.empty();
        private volatile Optional<Localizer> watched = Optional.empty();

        void watch(Localizer localizer, PackShelf shelf) {
            packs = Optional.of(shelf);
            watched = Optional.of(localizer);
        }

        @Override
        public Condition live() {
            return watched.map(Localizer::isAlive).orElse(true)
                    ? Condition.yes()
                    : Condition.no("the localizer cannot go on: "
                            + watched.flatMap(Localizer::failure)
                                    .map(Throwable::getMessage)
                                    .orElse("a call to the engine does not come back"));
        }

        @Override
        public Condition ready() {
            return watched.map(Localizer::isRunning).orElse(false)
                    ? packs.map(shelf -> PlacementReport.ready(shelf.placements()))
                            .orElse(Condition.yes())
                    : Condition.no("the localizer is not running: starting, rebalancing, restoring or ended");
        }

        @Override
        public Condition started() {
            return watched.isPresent() ? Condition.yes() : Condition.no("the pack and the cluster are being opened");
        }
    }
}
