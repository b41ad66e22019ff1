package org.earwitness.ingest.roster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.source.MediaAddress;

/**
 * Which files of a machine may be sources. Any thread.
 *
 * <p>Who may write to {@code av.sources} must not have a worker read, and publish, whatever media lies on its machine: for such a
 * list only files of certain folders are sources.
 */
public final class ReleasedFiles {
    private final Optional<List<Path>> folders;

    private ReleasedFiles(Optional<List<Path>> folders) {
        this.folders = folders;
    }

    /** All, for a list that stands on the same machine. */
    public static ReleasedFiles all() {
        return new ReleasedFiles(Optional.empty());
    }

    /**
     * Those of some folders, for a list that others write.
     *
     * @param folders themselves or anything below; none for no file at all
     */
    public static ReleasedFiles of(List<Path> folders) {
        return new ReleasedFiles(Optional.of(List.copyOf(folders)));
    }

    /** Why an address must not be opened, to stand behind its name; empty where it may, and for all URLs. */
    public Optional<String> refusal(MediaAddress address) {
        if (address.isUrl()
                || folders.filter(released -> !holds(released, address)).isEmpty()) {
            return Optional.empty();
        }
        List<Path> released = folders.orElse(List.of());
        return Optional.of("files of this worker are not released to av.sources"
                + (released.isEmpty() ? "" : " beside those in " + released)
                + ". Set sources.folders of the worker, or read the file with --stream or --config");
    }

    private static boolean holds(List<Path> released, MediaAddress address) {
        try {
            Path file = address.path();
            for (Path folder : released) {
                if (real(file).startsWith(real(folder))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | InvalidPathException unknown) {
            return false;
        }
    }

    /** The real one: a link or ".." in a path must not lead out of a folder. What is not there is told from nothing else. */
    static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    }
}
