package org.earwitness.app.clip;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.ingest.clip.ClipCutter;
import org.earwitness.ingest.clip.ClipFailed;
import org.earwitness.ingest.clip.ClipReport;
import org.earwitness.ingest.clip.ClipRequest;
import org.earwitness.schemas.EventInterval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cuts the original media of an interval, or of a range of segments, into one file. */
@Command(
        name = "clip",
        description = {
            "Write the original media of an interval to a file, both tracks, not re-encoded.",
            "",
            "Needs the folder that ingest keeps original media in (ingest.clips.folder). --interval is looked up in"
                    + " av.intervals; --stream, --from and --to name segments and ask no cluster. A file that ends in"
                    + " .mp4 or .mov begins with the frame that is shown when the first segment starts, one that ends"
                    + " in .mkv with the key frame before it."
        })
public final class ClipCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--interval",
            paramLabel = "ID",
            description = "The interval, as its records say it: STREAM/EPOCH/INDEX/LABEL.")
    private Optional<String> interval = Optional.empty();

    @Option(names = "--stream", paramLabel = "NAME", description = "The stream, instead of an interval.")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--from", paramLabel = "INDEX", description = "With --stream: index of the first segment.")
    private Optional<Long> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "INDEX",
            description = "With --stream: index of the last segment, inclusive; by default the first.")
    private Optional<Long> to = Optional.empty();

    @Option(
            names = "--epoch",
            paramLabel = "EPOCH",
            description = "With --stream: epoch of the segments; by default the newest that has them.")
    private Optional<Long> epoch = Optional.empty();

    @Option(
            names = "--padding",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How much more on both sides. Default: ${DEFAULT-VALUE}.")
    private int padding;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file: .mp4, .mov or .mkv.")
    private Path out = Path.of("");

    @Option(
            names = "--clips",
            paramLabel = "FOLDER",
            description = "Where original media is kept. Default: ingest.clips.folder.")
    private Optional<Path> clips = Optional.empty();

    public ClipCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        Path folder = clips.or(() -> config.ingest().clips().folder().map(Path::of))
                .orElseThrow(() -> CommandFailed.usage("nobody said where original media is kept. Use --clips FOLDER,"
                        + " or set ingest.clips.folder as ingest has it"));
        ClipRequest request = request(config);
        try {
            print(request, new ClipCutter(folder).cut(request, out.toAbsolutePath()));
        } catch (ClipFailed e) {
            throw CommandFailed.failed(String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK;
    }

    private ClipRequest request(EarwitnessConfig config) {
        if (interval.isPresent() == stream.isPresent()) {
            throw CommandFailed.usage("name either an interval with --interval, or segments with --stream and --from");
        }
        try {
            return interval.isPresent() ? ofInterval(config, interval.orElseThrow()) : ofSegments();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()));
        }
    }

    private ClipRequest ofSegments() {
        long first = from.orElseThrow(() -> CommandFailed.usage("--stream needs --from: the index of a segment"));
        OptionalLong wanted = epoch.map(OptionalLong::of).orElse(OptionalLong.empty());
        return new ClipRequest(stream.orElseThrow(), wanted, first, to.orElse(first), padding);
    }

    private ClipRequest ofInterval(EarwitnessConfig config, String id) {
        IntervalLookup.streamOf(id);
        try (ClusterAccess cluster = ClusterAccess.real(config)) {
            EventInterval found = IntervalLookup.find(cluster, id);
            return new ClipRequest(
                    found.getStream(),
                    OptionalLong.of(found.getEpoch()),
                    found.getFirstIndex(),
                    found.getLastIndex(),
                    padding);
        }
    }

    private void print(ClipRequest request, ClipReport report) {
        PrintWriter console = surroundings.out();
        console.printf(
                Locale.ROOT,
                "%s: stream %s, epoch %d, segments %d to %d, %.1f s, %s%n",
                out,
                request.stream(),
                report.epoch(),
                request.firstIndex(),
                request.lastIndex(),
                report.lengthMicros() / 1e6,
                report.tracks());
        console.printf(Locale.ROOT, "the first segment starts %.3f s into the file%n", report.leadMicros() / 1e6);
        report.remarks().forEach(remark -> console.println("note: " + remark));
        console.flush();
    }
}
