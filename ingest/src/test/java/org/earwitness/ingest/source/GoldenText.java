package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with the one kept in {@code src/test/resources/golden}; {@code -Dgolden.update=true} rewrites it. */
public final class GoldenText {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private GoldenText() {}

    public static void compare(String name, String actual) {
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, actual, StandardCharsets.UTF_8);
            }
            assertThat(actual)
                    .as("%s; after looking at the difference rewrite it by -Dgolden.update=true", file)
                    .isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read; make it by -Dgolden.update=true", e);
        }
    }
}
