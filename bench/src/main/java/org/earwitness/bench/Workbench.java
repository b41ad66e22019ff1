package org.earwitness.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.media.TestMedia;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * What every measurement works with.
 *
 * @param root top folder of the checkout
 * @param pack folder of the model pack
 * @param media streams to measure with
 * @param commands runs commands and says what they took
 * @param logs folder for what started processes write
 * @param effort how long and how often to measure
 */
public record Workbench(Path root, Path pack, TestMedia media, MeasuredCommand commands, Path logs, Effort effort) {
    /**
     * How long and how often to measure.
     *
     * @param streams how many streams at once
     * @param rounds how often each figure is measured, alternating with its peer
     * @param clipSeconds how long a stream lasts, seconds
     * @param longClipSeconds how long the longer ones last that show what a further second costs
     * @param liveSeconds how long streams are watched at their own pace
     */
    public record Effort(int streams, int rounds, int clipSeconds, int longClipSeconds, int liveSeconds) {
        /** What figures that are shown to others are measured with. */
        public static Effort thorough(int streams) {
            return new Effort(streams, 3, 40, 120, 60);
        }

        /** Enough to see whether everything works, and a rough figure. */
        public static Effort quick(int streams) {
            return new Effort(streams, 1, 10, 30, 15);
        }
    }

    /** The command line of the product, as a user types it. */
    public List<String> earwitness(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("earwitness").toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
