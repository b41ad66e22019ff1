package org.earwitness.app.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Tells whether a file says something else than before, by the digest of its bytes: editors replace files or write them in
 * place, mounts do not tell of changes, and time stamps have whole seconds in places. One thread at a time.
 */
final class WatchedFile {
    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Path file;
    private String digest;

    /** Knows what it says now. */
    WatchedFile(Path file) {
        this.file = file;
        String now;
        try {
            now = digest(file);
        } catch (IOException unread) {
            now = "";
        }
        this.digest = now;
    }

    /**
     * Whether it says something else than when it was asked last; a file that is not there says what it said before, because an
     * editor that replaces it leaves a moment without.
     *
     * @throws IOException when it cannot be read
     */
    boolean hasChanged() throws IOException {
        Optional<String> now = present();
        boolean changed = now.filter(digest::equals).isEmpty() && now.isPresent();
        digest = now.orElse(digest);
        return changed;
    }

    /** Lets the next question find a change, although the file stays as it is. */
    void forget() {
        digest = "";
    }

    private Optional<String> present() throws IOException {
        try {
            return Optional.of(digest(file));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static String digest(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MOST_BYTES) {
            throw new IOException("it has " + bytes + " bytes, more than " + MOST_BYTES);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
