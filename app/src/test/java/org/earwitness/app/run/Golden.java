package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with the file that was reviewed; {@code -Dgolden.update=true} rewrites the file. */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/org/earwitness/app/run");

    private Golden() {}

    static void check(String name, String text) {
        Path file = FOLDER.resolve(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text);
            }
            assertThat(text)
                    .as("%s; rewrite it with -Dgolden.update=true if the change is meant", file)
                    .isEqualTo(Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException("the golden file " + file + " could not be read or written", failed);
        }
    }
}
