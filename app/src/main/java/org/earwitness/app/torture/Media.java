package org.earwitness.app.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.earwitness.app.command.CommandFailed;

/**
 * The media that is sent where media is sent.
 *
 * @param ending of its file's name, without the dot
 * @param bytes all of it; not changed by anybody
 * @param seconds how long sending all of it takes at least; 0 for as fast as it goes
 */
@SuppressWarnings("ArrayRecordComponent") // held once for all servers and only ever written out
record Media(String ending, byte[] bytes, double seconds) {
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /** Media that is sent as fast as it can be. */
    Media(String ending, byte[] bytes) {
        this(ending, bytes, 0);
    }

    /** The same media sent evenly over so many seconds: a camera sends no faster than it films. */
    Media lasting(double length) {
        return new Media(ending, bytes, length);
    }

    /** Reads a file. */
    static Media of(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw CommandFailed.unusableInput(
                        file + " has more than 64 MiB: it is kept in memory. Give a shorter piece.");
            }
            String name = file.getFileName().toString();
            return new Media(
                    name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), Files.readAllBytes(file));
        } catch (IOException e) {
            throw CommandFailed.unusableInput(file + " cannot be read: " + e.getMessage());
        }
    }

    String contentType() {
        return switch (ending) {
            case "mp4" -> "video/mp4";
            case "ts" -> "video/mp2t";
            case "flv" -> "video/x-flv";
            case "mkv", "webm" -> "video/webm";
            default -> "application/octet-stream";
        };
    }
}
