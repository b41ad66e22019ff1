package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a text that lies among the test resources; {@code -Dgolden.update=true} rewrites it. */
final class GoldenText {
    private static final Path FOLDER = Path.of("src/test/resources/org/earwitness/streaming");

    private GoldenText() {}

    static void assertEquals(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("rewrite %s with -Dgolden.update=true if the change is meant", file)
                .isEqualTo(Files.readString(file));
    }
}
