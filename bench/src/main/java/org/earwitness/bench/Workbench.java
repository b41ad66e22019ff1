package org.earwitness.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.bench.media.SampleClips;
import org.earwitness.bench.media.TestMedia;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * What every measurement works with.
 *
 * @param root top folder of the checkout
 * @param packs folders of the model packs, at least one
 * @param media streams to measure with
 * @param commands runs commands and says what they took
 * @param logs folder for what started processes write
 * @param effort how long and how often to measure
 */
public record Workbench(
        Path root, List<Path> packs, TestMedia media, MeasuredCommand commands, Path logs, Effort effort) {
    /**
     * How long and how often to measure.
     *
     * @param streams how many streams at once
     * @param rounds how often each figure is measured, alternating with its peer
     * @param clipSeconds how long a stream lasts, seconds
     * @param longClipSeconds how long the longer ones last that show what a further second costs
     * @param liveSeconds how long streams are watched at their own pace
     * @param backlogStreams how many streams wait on the broker at once
     * @param backlogSeconds how much of each of them waits there, seconds
     */
    public record Effort(
            int streams,
            int rounds,
            int clipSeconds,
            int longClipSeconds,
            int liveSeconds,
            int backlogStreams,
            int backlogSeconds) {
        /** How many streams there are where nobody says. */
        private static final int STREAMS = 8;

        private static final int BACKLOG_STREAMS = 64;

        /** What figures that are shown to others are measured with. */
        public static Effort thorough(Optional<Integer> streams) {
            return new Effort(streams.orElse(STREAMS), 3, 40, 120, 60, streams.orElse(BACKLOG_STREAMS), 20);
        }

        /** Enough to see whether everything works, and a rough figure. */
        public static Effort quick(Optional<Integer> streams) {
            return new Effort(streams.orElse(STREAMS), 1, 10, 30, 15, streams.orElse(STREAMS), 10);
        }
    }

    public Workbench {
        packs = List.copyOf(packs);
        if (packs.isEmpty()) {
            throw new IllegalArgumentException("there is no pack to measure with; name the folder of one");
        }
    }

    /** Folder of the pack that measurements of one pack take: the first. */
    public Path pack() {
        return packs.get(0);
    }

    /** What a pack is called in a table: its folder, as seen from the top of the checkout when it is in there. */
    public String shownName(Path pack) {
        return (pack.startsWith(root) ? root.relativize(pack) : pack).toString();
    }

    /** The sample streams of the checkout as clips of any length. */
    public SampleClips samples() {
        return new SampleClips(
                root.resolve("samples"), root.resolve("bench/target/media/samples"), commands, media.ffmpeg());
    }

    /** The command line of the product, as a user types it. */
    public List<String> earwitness(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("earwitness").toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
