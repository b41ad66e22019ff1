package org.earwitness.app.chaos;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.EvidenceReader;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.Localizer;
import picocli.CommandLine;

/**
 * The same segments once more, by a localizer that nobody disturbs: with an application of its own, results of its own, and an
 * engine that rather waits than leaves a segment without answer. What it has read in an earlier start it need not read again.
 */
final class CleanPass {
    private static final String APPLICATION = "chaos-clean";
    private static final Duration POLL = Duration.ofMillis(200);
    /** Nothing is written to the segments any more, so that only the last commit is awaited. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Installation installation;
    private final AvroSerdes serdes;
    private final Surroundings surroundings;

    CleanPass(Installation installation, AvroSerdes serdes, Surroundings surroundings) {
        this.installation = installation;
        this.serdes = serdes;
        this.surroundings = surroundings;
    }

    /** Runs until every segment has its event, or nothing has come for a while. */
    Evidence run() {
        Topics topics = installation.topics().beside(Installation.CLEAN);
        EarwitnessConfig config = config();
        Path pack = installation.settings().pack();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (InferenceEngine engine = OnnxInferenceEngine.open(pack, config.inference(), meters);
                Localizer localizer =
                        new Localizer(config.streaming(), installation.kafka(), topics, serdes, engine, meters);
                EvidenceReader reader = new EvidenceReader(installation.kafka(), topics, serdes, event -> {})) {
            localizer.start();
            Settling settling = new Settling(reader, QUIET);
            while (!settling.isOver(System.nanoTime())) {
                localizer.failure().ifPresent(failure -> {
                    throw CommandFailed.failed("the undisturbed run gave up: " + failure.getMessage(), failure);
                });
                reader.poll(POLL);
            }
            reader.catchUp(CATCH_UP);
            return reader.evidence(true);
        }
    }

    /** As any command would be configured by these flags. */
    private EarwitnessConfig config() {
        ConfigurationOptions options = new ConfigurationOptions();
        CommandLine line =
                new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("configuration", mixin(options)));
        line.parseArgs(List.of(
                        "--set", "streaming.applicationId=" + APPLICATION,
                        "--set",
                                "streaming.stateDirectory="
                                        + installation.folder().resolve("state/clean"),
                        "--set", "streaming.replicationFactor=1",
                        "--set", "streaming.threads=2",
                        "--set", "streaming.failOnTimeout=true",
                        "--set", "streaming.stalledAfterMillis=0")
                .toArray(String[]::new));
        return options.load(new Surroundings(Map.of(), surroundings.out(), surroundings.err()))
                .config();
    }

    private static CommandLine.Model.CommandSpec mixin(Object annotated) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(annotated);
    }
}
