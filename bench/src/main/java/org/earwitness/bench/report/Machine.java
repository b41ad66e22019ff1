package org.earwitness.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What figures were measured on: without it they mean nothing.
 *
 * @param processor model of the processor
 * @param cores how many of them there are
 * @param memoryBytes main memory
 * @param system operating system
 * @param java Java runtime
 * @param ffmpeg FFmpeg's command line, the peer
 * @param load how many threads wanted a core in the minute before, as {@code /proc/loadavg} says
 */
public record Machine(
        String processor, int cores, long memoryBytes, String system, String java, String ffmpeg, String load) {
    private static final long GIBIBYTE = 1L << 30;

    /**
     * This machine.
     *
     * @param ffmpeg first line of {@code ffmpeg -version}
     */
    public static Machine here(String ffmpeg) {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name").orElse("unknown processor"),
                Runtime.getRuntime().availableProcessors(),
                field(Path.of("/proc/meminfo"), "MemTotal")
                        .map(text -> Long.parseLong(text.replaceAll("[^0-9]", "")) * 1024)
                        .orElse(0L),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                ffmpeg.replaceAll(" Copyright.*", ""),
                firstWord(Path.of("/proc/loadavg")));
    }

    /** One line. */
    public String text() {
        return processor + ", " + cores + " cores, " + (memoryBytes + GIBIBYTE / 2) / GIBIBYTE + " GiB, " + system
                + "; " + java + "; " + ffmpeg + "; load before the run " + load;
    }

    private static Optional<String> field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            // Not Linux, or a container without it: the figures stay good, the line says less.
            return Optional.empty();
        }
    }

    private static String firstWord(Path file) {
        try {
            String line = Files.readString(file);
            return line.substring(0, line.indexOf(' '));
        } catch (IOException e) {
            return "unknown";
        }
    }
}
