package org.earwitness.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The checkout that the tests run in. */
final class Checkout {
    private Checkout() {}

    /** A file or folder below the top folder. */
    static Path path(String relative) {
        return Path.of(Objects.requireNonNull(System.getProperty("earwitness.root"), "run through Maven"))
                .resolve(relative)
                .normalize();
    }

    static String text(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + relative, e);
        }
    }
}
