package org.earwitness.app.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.metrics.Health;
import org.earwitness.app.metrics.Telemetry;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.Reading;
import org.earwitness.ingest.StreamNames;
import org.earwitness.ingest.StreamSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads files and URLs and writes their segments to a cluster, until all have ended or it is told to end. */
@Command(
        name = "ingest",
        description = {
            "Read files or URLs and write one segment a second of each to a Kafka cluster.",
            "",
            "Files are read as fast as possible, from segment 0, unless --real-time or --loop make live streams of them; URLs of"
                    + " live protocols (rtsp, rtmp, srt, udp, rtp) are live streams, whose segments count Unix seconds. Ends when all"
                    + " sources have ended. Refuses to start when a topic or schema is missing; `topics apply` makes them."
        })
public final class IngestCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Surroundings surroundings;

    @Parameters(
            arity = "1..*",
            paramLabel = "MEDIA",
            description = "File or URL, or NAME=MEDIA to name the stream; else a stream has its file's name.")
    private List<String> media = new ArrayList<>();

    @Option(names = "--loop", description = "Play files again and again in real time, as live streams.")
    private boolean loop;

    @Option(names = "--real-time", description = "Play files in real time, as live streams.")
    private boolean realTime;

    @Option(
            names = "--again",
            description =
                    "Read files whose streams are known to the cluster anew, in the next epoch; else their segments are"
                            + " taken for duplicates.")
    private boolean again;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics and /health there (metrics.port); 0 for any free one.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public IngestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        List<NamedMedia> named = named();
        try (EndSignal end = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            Telemetry telemetry = parts.add("the metrics", Telemetry.open());
            IngestHealth health = new IngestHealth();
            telemetry
                    .serve(metricsPort.map(config.metrics()::withPort).orElse(config.metrics()), health)
                    .ifPresent(address -> say("Metrics are at " + address + "/metrics"));
            ClusterAccess cluster = parts.add("the registry's client", ClusterAccess.real(config));
            RequiredTopics.check(cluster);
            SourcePlan plan = new SourcePlan(loop, realTime, again, Clock.systemUTC());
            Map<String, Long> lastEpochs = LastEpochs.read(
                    cluster, named.stream().map(NamedMedia::stream).toList());
            List<StreamSource> sources = plan.of(named, lastEpochs);
            Ingest ingest = parts.add(
                    "ingest",
                    new Ingest(
                            config.ingest(),
                            cluster.kafka().forProducer(),
                            cluster.topics(),
                            cluster.serdes(),
                            telemetry.meters()));
            List<Reading> readings = sources.stream().map(ingest::start).toList();
            health.begin();
            say(readings.size() == 1 ? "Reading 1 stream." : "Reading " + readings.size() + " streams.");
            return watch(readings, end);
        }
    }

    private List<NamedMedia> named() {
        try {
            return StreamNames.name(media);
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
    }

    private int watch(List<Reading> readings, EndSignal end) {
        List<Reading> open = new ArrayList<>(readings);
        int code = ExitCode.OK;
        while (!open.isEmpty() && !end.await(LOOK)) {
            for (Reading reading : List.copyOf(open)) {
                Optional<Outcome> outcome =
                        Optional.ofNullable(reading.outcome().getNow(null));
                if (outcome.isPresent()) {
                    open.remove(reading);
                    say(sentence(reading.stream(), outcome.get()));
                    code = outcome.get() instanceof Outcome.Failed ? ExitCode.UNUSABLE_INPUT : code;
                }
            }
        }
        return code;
    }

    private static String sentence(String stream, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return "earwitness: " + stream + ": " + failed.reason();
        }
        return stream + " ended after " + outcome.segments() + (outcome.segments() == 1 ? " segment." : " segments.");
    }

    private void say(String sentence) {
        surroundings.err().println(sentence.replaceAll("\\p{Cntrl}", "?"));
        surroundings.err().flush();
    }

    /** Ready as soon as the sources are being read; one that is silent does not make the process unready. */
    private static final class IngestHealth implements Health {
        private volatile boolean reading;

        void begin() {
            reading = true;
        }

        @Override
        public Condition live() {
            return Condition.yes();
        }

        @Override
        public Condition ready() {
            return reading ? Condition.yes() : Condition.no("the cluster is being looked at");
        }

        @Override
        public Condition started() {
            return ready();
        }
    }
}
