package org.earwitness.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text that was reviewed; {@code -Dgolden.update=true} rewrites it. */
public final class GoldenFile {
    private GoldenFile() {}

    /** The root of the project. */
    public static Path root() {
        return Path.of(System.getProperty("earwitness.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** Compares a text with a file of the project, or writes it there. */
    public static void assertSame(String path, String text) {
        Path file = root().resolve(path);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, text);
            }
            assertThat(file).as("%s; write it with -Dgolden.update=true", path).exists();
            assertThat(text)
                    .as("%s; rewrite it with -Dgolden.update=true if the change is meant", path)
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read or written", e);
        }
    }
}
