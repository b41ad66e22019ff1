package org.earwitness.ingest.clip;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import org.earwitness.schemas.ClipReference;

/**
 * Where the original media is kept, and for how long.
 *
 * @param folder where pieces are written; empty to keep none
 * @param store what this store is called in references, so that those of several workers are told apart
 * @param keepMillis how long a piece is kept after its end, milliseconds
 * @param keepBytes most bytes of all streams together; the oldest pieces go first
 * @param pieceMillis how long a piece is at least, milliseconds of media; it ends at the next key frame
 */
public record ClipConfig(Optional<String> folder, String store, long keepMillis, long keepBytes, long pieceMillis) {
    public static final ClipConfig DEFAULTS =
            new ClipConfig(Optional.empty(), "local", 600_000, 10L * 1024 * 1024 * 1024, 10_000);

    public ClipConfig {
        folder = folder.filter(path -> !path.isBlank());
        require(
                ClipReference.isStoreName(store),
                "store",
                "'" + store + "'",
                "references need a name of 1 to 64 letters, digits, dots, dashes and underscores",
                "Use local");
        within("keepMillis", keepMillis, 10_000, 366L * 86_400_000, "Use 10m");
        within("keepBytes", keepBytes, 1L << 20, 1L << 50, "Use 10 GiB");
        within("pieceMillis", pieceMillis, 1_000, 60_000, "Use 10s");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.ofEntries(
                entry(
                        "folder",
                        "Where the original media of the last minutes is kept; empty by default: nothing is kept."),
                entry(
                        "store",
                        "Name of this store in references; give each worker its own where several share the topics."),
                entry("keepMillis", "How long a piece is kept; 10 minutes are enough to look at what has just been."),
                entry("keepBytes", "Most bytes of all streams; 10 GiB are 10 minutes of 40 streams at 3 Mbit/s."),
                entry(
                        "pieceMillis",
                        "Least length of a piece, which ends at a key frame; what a full disk costs at once."));
    }

    private static void within(String setting, long value, long least, long most, String advice) {
        require(value >= least && value <= most, setting, value, "it is outside " + least + " to " + most, advice);
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
