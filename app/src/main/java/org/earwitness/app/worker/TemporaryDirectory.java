package org.earwitness.app.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory that is removed, with everything in it, when this is closed.
 *
 * @param path the directory
 */
public record TemporaryDirectory(Path path) implements AutoCloseable {

    /** Makes one under the system's temporary directory. */
    public static TemporaryDirectory make() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("earwitness-"));
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "no temporary directory can be made: " + refused.getMessage()
                            + ". Check the rights and the space of " + System.getProperty("java.io.tmpdir") + ".",
                    refused);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
