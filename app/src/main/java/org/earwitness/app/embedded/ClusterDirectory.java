package org.earwitness.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an embedded cluster keeps its files: a folder that was named and stays, or a temporary one that goes with the cluster.
 *
 * @param path the folder, absolute
 * @param temporary whether it is removed at the end
 */
record ClusterDirectory(Path path, boolean temporary) {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterDirectory.class);
    private static final String PREFIX = "earwitness-cluster-";
    private static final String BROKER = "broker";

    /** The named folder, or a new temporary one; both are there then. */
    static ClusterDirectory make(Optional<Path> named) {
        try {
            if (named.isPresent()) {
                return new ClusterDirectory(Files.createDirectories(named.get()).toAbsolutePath(), false);
            }
            ClusterDirectory made = new ClusterDirectory(Files.createTempDirectory(PREFIX), true);
            removeAbandoned(Optional.ofNullable(made.path().getParent()).orElse(made.path()));
            return made;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "the directory of the embedded cluster cannot be made: " + e.getMessage()
                            + ". Check rights and space, or name another one",
                    e);
        }
    }

    Path broker() {
        return path.resolve(BROKER);
    }

    Path registry() {
        return path.resolve("registry");
    }

    Path registryLog() {
        return path.resolve("registry.log");
    }

    /** Removes a temporary folder; a named one is left as it is. */
    void remove() {
        if (temporary) {
            remove(path);
        }
    }

    /** Removes what processes left behind that were killed: temporary folders of an hour or more whose broker is gone. */
    static void removeAbandoned(Path parent) {
        Instant limit = Instant.now().minus(1, ChronoUnit.HOURS);
        for (Path folder : temporaryFolders(parent)) {
            Path broker = folder.resolve(BROKER);
            try {
                if (Files.isDirectory(broker)
                        && Files.getLastModifiedTime(broker).toInstant().isBefore(limit)
                        && !DirectoryLock.isHeld(broker)) {
                    remove(folder);
                }
            } catch (IOException e) {
                LOG.debug("{} is not ours to look at", folder, e); // another user's
            }
        }
    }

    private static List<Path> temporaryFolders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
                    .toList();
        } catch (IOException e) {
            LOG.debug("{} cannot be listed", parent, e);
            return List.of();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("the temporary directory {} could not be removed: {}", folder, e.getMessage());
        }
    }
}
