package org.earwitness.app.probe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.probe.Assessment;
import org.earwitness.ingest.probe.Findings;
import org.earwitness.ingest.probe.Probe;
import org.earwitness.ingest.probe.ProbeRequest;
import org.earwitness.ingest.probe.ProbeResult;
import org.earwitness.ingest.probe.ProbeResult.Unreadable;
import org.earwitness.ingest.probe.Warning;
import org.earwitness.ingest.roster.LiteralSecrets;
import org.earwitness.ingest.roster.MissingSecret;
import org.earwitness.ingest.roster.Redactor;
import org.earwitness.ingest.roster.SecretReferences;
import org.earwitness.ingest.roster.UsualPlayback;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens one source as ingest would, listens, and says what it is and what would go wrong with it. */
@Command(
        name = "probe",
        description = {
            "Open a source as `ingest` would, listen for a few seconds, and say what it is and what would go wrong.",
            "",
            "Tells tracks, codecs, frame rate, key frame distance, bit rate, sound level, where its time comes from and how far it"
                    + " is from this machine's clock, and warns in sentences with figures and advice. Needs no Kafka.",
            "",
            "Exit code 0: it could be read, whatever the warnings; 2: it could not, and the reason is printed."
        })
public final class ProbeCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What opening and one read may take beyond the time that is listened. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final int USUAL_LIVE_SECONDS = 5;
    private static final int USUAL_FILE_SECONDS = 10;

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "MEDIA",
            description = "File or URL. $${env:NAME} and $${file:PATH} stand for secrets, as in streams.yaml.")
    private String media = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long to listen: seconds that pass, of a file seconds of media; 5, of a file 10, if not given.")
    private Optional<Long> seconds = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object, and nothing else, on standard output.")
    private boolean json;

    @Option(names = "--live", description = "Listen to it as a live stream, whatever its address looks like.")
    private boolean live;

    @Option(
            names = "--transport",
            paramLabel = "WHAT",
            description = "What RTSP carries media over: tcp (if not given) or udp.")
    private Transport transport = Transport.TCP;

    @Option(
            names = "--tracks",
            paramLabel = "WHICH",
            description = "Which tracks are pulled: both (if not given), video or audio.")
    private WantedTracks tracks = WantedTracks.BOTH;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Allow this protocol of FFmpeg, and no other than those named. Repeatable.")
    private List<String> protocols = new ArrayList<>();

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "One option of FFmpeg's own. Repeatable.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--certificates", paramLabel = "FILE", description = "Trust the authorities in this PEM file.")
    private Optional<Path> certificates = Optional.empty();

    @Option(names = "--no-verify-tls", description = "Do not check the certificate of the other side.")
    private boolean unverified;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public ProbeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        IngestConfig config = configuration.load(surroundings).config().ingest();
        StreamDefinition given = definition();
        boolean inSight = !LiteralSecrets.in(given).isEmpty();
        Redactor redactor = Redactor.NONE;
        ProbeResult result;
        try {
            SecretReferences.Resolved resolved =
                    new SecretReferences(WorkerSecrets.all(surroundings.environment())).resolve(given);
            redactor = resolved.redactor();
            result = listen(request(resolved.definition(), inSight), config);
        } catch (MissingSecret missing) {
            result = new Unreadable(FailureCause.CREDENTIALS, missing.reason());
        }
        return print(given, result, config, redactor);
    }

    private StreamDefinition definition() {
        try {
            return new StreamDefinition(
                    "probe",
                    media,
                    live ? Playback.LIVE : UsualPlayback.of(media),
                    transport,
                    tracks,
                    protocols,
                    options,
                    !unverified,
                    certificates.map(Path::toString),
                    OptionalLong.empty());
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
    }

    private ProbeRequest request(StreamDefinition resolved, boolean inSight) {
        long usual = resolved.playback() == Playback.LIVE ? USUAL_LIVE_SECONDS : USUAL_FILE_SECONDS;
        try {
            return new ProbeRequest(resolved, inSight, Duration.ofSeconds(seconds.orElse(usual)));
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage("--seconds: " + refused.getMessage());
        }
    }

    /** Listens on a thread of its own, so that neither a source that trickles nor Ctrl-C has to wait for the other. */
    private static ProbeResult listen(ProbeRequest request, IngestConfig config) {
        Probe probe = new Probe(request, config, Clock.systemUTC());
        FutureTask<ProbeResult> work = new FutureTask<>(probe::run);
        Thread thread = new Thread(work, "probe");
        thread.setDaemon(true);
        long deadline = System.nanoTime()
                + request.length()
                        .plusMillis(config.openTimeoutMillis() + config.readTimeoutMillis())
                        .plus(SLACK)
                        .toNanos();
        try (EndSignal end = EndSignal.listen()) {
            thread.start();
            while (!work.isDone() && System.nanoTime() - deadline < 0 && !end.await(LOOK)) {
                // The look is the wait.
            }
            probe.interrupt();
            return work.get(config.readTimeoutMillis() + SLACK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            return new Unreadable(FailureCause.TIMEOUT, "it hangs, and reading it could not be ended");
        } catch (ExecutionException broken) {
            throw CommandFailed.failed("the probe broke off: " + broken.getCause(), broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Unreadable(FailureCause.STOPPED, "it was stopped");
        }
    }

    private int print(StreamDefinition given, ProbeResult result, IngestConfig config, Redactor redactor) {
        List<String> lines;
        boolean found = result instanceof ProbeResult.Found;
        if (result instanceof ProbeResult.Found read) {
            Findings findings = read.findings();
            List<Warning> warnings = Assessment.of(findings, config);
            lines = json ? List.of(ProbeJson.of(findings, warnings)) : ProbeText.lines(findings, warnings);
        } else if (result instanceof Unreadable unreadable) {
            lines = json
                    ? List.of(ProbeJson.of(given.shownAddress(), unreadable))
                    : List.of(given.shownAddress() + ": " + unreadable.cause().words() + ". " + unreadable.reason());
        } else {
            throw new IllegalStateException("no rule for the result " + result);
        }
        var to = found || json ? surroundings.out() : surroundings.err();
        for (String line : lines) {
            to.println((found || json ? "" : "earwitness: ") + printable(redactor.redacted(line)));
        }
        to.flush();
        return found ? ExitCode.OK : ExitCode.UNUSABLE_INPUT;
    }

    /** Names in a stream are its sender's: none of them may steer the terminal. */
    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", "?");
    }
}
