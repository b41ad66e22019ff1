package org.earwitness.app.sources;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.GivenStreams;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.LiteralSecrets;
import org.earwitness.ingest.roster.Roster;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds streams to the list, or changes them. */
@Command(
        name = "add",
        description = {
            "Add streams to the list, or change them; the worker that reads a changed one opens it anew.",
            "",
            "Without ID=URL the streams of --config are added. Whoever may read the topic sees the addresses, so a secret is refused:"
                    + " write $${env:NAME} or $${file:PATH} in its place, which each worker looks up when it opens the source"
                    + " (secrets.variables and secrets.folders say which it may)."
        })
final class AddSource implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..*",
            paramLabel = "ID=URL",
            description = "Name of the stream, and a URL or a worker's file.")
    private List<String> given = new ArrayList<>();

    @Option(
            names = "--playback",
            paramLabel = "HOW",
            description = "live, once, real_time or loop; else live for live protocols and playlists, once for files.")
    private Optional<Playback> playback = Optional.empty();

    @Option(
            names = "--transport",
            paramLabel = "WHAT",
            description = "What RTSP carries media over: tcp (default) or udp.")
    private Optional<Transport> transport = Optional.empty();

    @Option(names = "--tracks", paramLabel = "WHICH", description = "Tracks to pull: both (default), video or audio.")
    private Optional<WantedTracks> tracks = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    AddSource(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        Roster roster = given.isEmpty() ? config.roster() : GivenStreams.of(given, this::withOptions);
        if (roster.streams().isEmpty()) {
            throw CommandFailed.usage("there is nothing to add. Name streams as ID=URL, or a file with `streams:` by"
                    + " --config FILE.");
        }
        Map<String, StreamDefinition> wanted = new TreeMap<>(roster.streams());
        wanted.values().forEach(AddSource::refuseSecrets);
        try (ClusterAccess cluster = ClusterAccess.real(config)) {
            SourceTopic topic = new SourceTopic(cluster);
            Map<String, SourceTopic.Row> before = topic.read();
            Map<String, Optional<StreamDefinition>> rows = new LinkedHashMap<>();
            PrintWriter out = surroundings.out();
            wanted.forEach((stream, definition) -> {
                Optional<SourceTopic.Row> former = Optional.ofNullable(before.get(stream));
                boolean same = former.flatMap(SourceTopic.Row::definition)
                        .filter(definition::equals)
                        .isPresent();
                if (!same) {
                    rows.put(stream, Optional.of(definition));
                }
                String what = same ? " is there already: " : former.isPresent() ? " changed: " : " added: ";
                out.println(TextTable.printable(stream + what + definition.shownAddress()));
            });
            topic.write(rows);
            out.flush();
        }
        return ExitCode.OK;
    }

    private StreamDefinition withOptions(StreamDefinition plain) {
        return new StreamDefinition(
                plain.stream(),
                plain.address(),
                playback.orElse(plain.playback()),
                transport.orElse(plain.transport()),
                tracks.orElse(plain.tracks()),
                plain.protocols(),
                plain.options(),
                plain.verifyTls(),
                plain.certificates(),
                plain.stallMillis());
    }

    private static void refuseSecrets(StreamDefinition definition) {
        List<String> secrets = LiteralSecrets.in(definition);
        if (!secrets.isEmpty()) {
            throw CommandFailed.usage("stream " + definition.stream() + " holds " + String.join(" and ", secrets)
                    + ", which everybody could read in the topic. Write ${env:STREAM_NAME} or ${file:/run/secrets/NAME} in its"
                    + " place and give the secret to the workers, for instance 'gate=rtsp://admin:${env:STREAM_GATE}@host/path' (in single quotes, so that the shell leaves it"
                    + " alone).");
        }
    }
}
