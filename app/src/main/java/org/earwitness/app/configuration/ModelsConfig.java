package org.earwitness.app.configuration;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.earwitness.inference.shelf.PackShelf.Patience;

/**
 * Where the packs are that {@code av.models} names, and how long a process keeps them.
 *
 * @param folder folder with a folder for each pack; empty for {@code models} of the project
 * @param drainMillis how long a pack that is no longer wanted stays open after its last call
 * @param lookAgainMillis after how long a wanted pack that was not found is looked for again
 */
public record ModelsConfig(Optional<Path> folder, long drainMillis, long lookAgainMillis) {
    public static final ModelsConfig DEFAULTS = new ModelsConfig(Optional.empty(), 60_000, 10_000);

    private static final long LONGEST_MILLIS = 86_400_000;

    public ModelsConfig {
        require(
                drainMillis >= 1_000 && drainMillis <= LONGEST_MILLIS,
                "drainMillis",
                drainMillis,
                "it is outside 1000 to " + LONGEST_MILLIS + " ms",
                "Use 60000");
        require(
                lookAgainMillis >= 100 && lookAgainMillis <= LONGEST_MILLIS,
                "lookAgainMillis",
                lookAgainMillis,
                "it is outside 100 to " + LONGEST_MILLIS + " ms",
                "Use 10000");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "folder",
                "Folder with a folder for each pack; models of the project. Every localizer needs the packs that"
                        + " av.models names.",
                "drainMillis",
                "How long a pack that nobody wants any more stays open after its last call; a minute, so that streams"
                        + " of a rebalance find it.",
                "lookAgainMillis",
                "After how long a wanted pack that was not found is looked for again; 10 s, a copy to all machines"
                        + " takes longer.");
    }

    /** The folder of the packs. */
    public Path folderIn(Path models) {
        return folder.orElse(models);
    }

    /** How long a shelf waits. */
    public Patience patience() {
        return new Patience(drainMillis, lookAgainMillis);
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
