package org.earwitness.ingest.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Media files made by the {@code ffmpeg} command line. Bit-exact encoders and plain pictures, so that another version of it makes
 * the same frames and samples. Tests are skipped where it is not installed.
 */
public final class MediaFiles {
    private static final long MAKE_SECONDS = 60;

    private final Path folder;

    /** Files go into this folder. */
    public MediaFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes a file.
     *
     * @param name its name
     * @param arguments of ffmpeg, in one line, blanks between them, without the file's name at the end
     */
    public Path make(String name, String arguments) {
        Path file = folder.resolve(name);
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-nostdin"));
        command.addAll(Arrays.asList(arguments.strip().split("\\s+")));
        command.addAll(List.of("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"));
        command.add(file.toString());
        run(command);
        return file;
    }

    /** Runs a command and refuses when it fails. */
    static void run(List<String> command) {
        Path log = null;
        try {
            log = Files.createTempFile("ffmpeg", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(MAKE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " took longer than " + MAKE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            Assumptions.abort("the command " + command.get(0) + " is not installed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        } finally {
            if (log != null) {
                log.toFile().delete();
            }
        }
    }
}
