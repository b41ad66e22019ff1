package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * What is wrong with the engine of a localizer, as it stands in the file by which it is steered.
 *
 * @param kind what is wrong
 * @param millis how long each call is held up, milliseconds; 0 unless it is slow
 */
record EngineFault(Kind kind, long millis) {
    /** What can be wrong. */
    enum Kind {
        NONE,
        SLOW,
        FAILING
    }

    static final EngineFault NONE = new EngineFault(Kind.NONE, 0);
    static final EngineFault FAILING = new EngineFault(Kind.FAILING, 0);

    static EngineFault slow(long millis) {
        return new EngineFault(Kind.SLOW, millis);
    }

    /** Puts it into the file, whole or not at all. */
    void writeTo(Path file) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, kind.name().toLowerCase(Locale.ROOT) + " " + millis);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's fault cannot be written to " + file, e);
        }
    }

    /** What stands in the file; nothing is wrong where there is none. */
    static EngineFault readFrom(Path file) {
        try {
            if (!Files.exists(file)) {
                return NONE;
            }
            String[] words = Files.readString(file).strip().split(" ", -1);
            return new EngineFault(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), Long.parseLong(words[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's fault cannot be read from " + file, e);
        }
    }
}
