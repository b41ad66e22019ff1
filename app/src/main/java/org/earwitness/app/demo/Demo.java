package org.earwitness.app.demo;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.run.LabelColours;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EngineOpening;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.StreamingVariants;
import org.earwitness.app.worker.TemporaryDirectory;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.StreamSource;
import org.earwitness.streaming.Localizer;

/**
 * All parts of the demonstration behind the page: cluster, engine, ingest, localizer, and the reader that feeds the page. The
 * command opens and closes it; while it opens, the board says what is going on.
 */
final class Demo implements AutoCloseable {
    private final OpenedParts parts = new OpenedParts();
    private final Board board;
    private final Clock clock;
    // Written by the thread that starts, read by the one that answers questions about health.
    private volatile Optional<Localizer> localizer = Optional.empty();
    private volatile Optional<TopicFollower> follower = Optional.empty();
    private volatile Optional<ClusterAccess> cluster = Optional.empty();
    private volatile boolean started;
    private Optional<EngineOpening> opening = Optional.empty();

    /**
     * Nothing is opened yet.
     *
     * @param clock says when the streams are opened
     */
    Demo(Board board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /**
     * What is demonstrated.
     *
     * @param config settings of the rooms
     * @param pack folder of the pack
     * @param registryHome folder of the embedded registry
     * @param samples what is played
     */
    record Scene(EarwitnessConfig config, Path pack, Path registryHome, SampleStreams samples) {}

    /**
     * Starts all parts, broker, registry and engine side by side. When one fails, the board shows it and the others stay open
     * until this is closed.
     *
     * @throws org.earwitness.app.command.CommandFailed when the pack or the provider is refused
     * @throws org.earwitness.app.embedded.EmbeddedFailure when broker or registry do not start
     */
    void start(Scene scene, MeterRegistry meters) {
        StartStep going = StartStep.CLUSTER;
        try {
            ClusterAccess embedded = openCluster(scene, meters);
            going = StartStep.PACK;
            InferenceEngine engine = awaitEngine();
            going = StartStep.STREAMS;
            localize(scene.config(), embedded, engine, meters);
            play(scene.config(), embedded, scene.samples(), meters);
            started = true;
        } catch (RuntimeException failed) {
            board.note(going, StartStep.State.FAILED, String.valueOf(failed.getMessage()));
            throw failed;
        }
    }

    private ClusterAccess openCluster(Scene scene, MeterRegistry meters) {
        board.note(StartStep.CLUSTER, StartStep.State.GOING, "");
        board.note(StartStep.PACK, StartStep.State.GOING, scene.pack().toString());
        opening = Optional.of(parts.add(
                "the engine", EngineOpening.begin(scene.pack(), scene.config().inference(), meters)));
        ClusterAccess embedded =
                parts.add("the embedded cluster", ClusterAccess.embedded(scene.config(), scene.registryHome()));
        cluster = Optional.of(embedded);
        board.note(
                StartStep.CLUSTER,
                StartStep.State.DONE,
                embedded.kafka().bootstrapServers().orElse(""));
        follower = Optional.of(
                parts.add("the page's reader", TopicFollower.start(embedded, board, TopicFollower.From.BEGINNING)));
        return embedded;
    }

    private InferenceEngine awaitEngine() {
        InferenceEngine engine = opening.orElseThrow().engine();
        board.colour(new LabelColours(engine.pack().labels()));
        board.note(
                StartStep.PACK,
                StartStep.State.DONE,
                engine.pack().name() + " " + engine.pack().version());
        return engine;
    }

    private void localize(
            EarwitnessConfig config, ClusterAccess embedded, InferenceEngine engine, MeterRegistry meters) {
        Path state = parts.add("the state directory", TemporaryDirectory.make()).path();
        Localizer prepared = parts.add(
                "the localizer",
                new Localizer(
                        StreamingVariants.demo(config.streaming(), state),
                        embedded.kafka().forStreams(),
                        embedded.topics(),
                        embedded.serdes(),
                        engine,
                        meters));
        localizer = Optional.of(prepared);
        prepared.start();
    }

    private void play(EarwitnessConfig config, ClusterAccess embedded, SampleStreams samples, MeterRegistry meters) {
        Ingest ingest = parts.add(
                "ingest",
                new Ingest(
                        config.ingest(), embedded.kafka().forProducer(), embedded.topics(), embedded.serdes(), meters));
        List<StreamSource> streams = samples.openedAt(clock.instant().getEpochSecond());
        streams.forEach(stream -> board.expect(stream.stream()));
        streams.forEach(ingest::start);
        board.note(
                StartStep.STREAMS,
                StartStep.State.DONE,
                streams.size() == 1 ? "1 stream" : streams.size() + " streams");
        board.note(StartStep.EVENTS, StartStep.State.GOING, "a second of media, then an answer");
    }

    /** Why it cannot go on; empty while all parts are sound. */
    Optional<String> failure() {
        return localizer
                .flatMap(Localizer::failure)
                .map(cause -> "the localizer gave up: " + cause.getMessage())
                .or(() -> follower.flatMap(TopicFollower::failure))
                .or(() -> cluster.flatMap(ClusterAccess::fault));
    }

    /** Whether everything was opened once. */
    boolean isStarted() {
        return started;
    }

    /** Whether the localizer processes. */
    boolean isRunning() {
        return localizer.map(Localizer::isRunning).orElse(false);
    }

    @Override
    public void close() {
        parts.close();
    }
}
