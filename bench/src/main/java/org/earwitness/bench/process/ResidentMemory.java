package org.earwitness.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How much memory a process holds, as {@code /proc/<pid>/status} has it.
 *
 * @param nowBytes resident now
 * @param peakBytes most that was ever resident
 */
public record ResidentMemory(long nowBytes, long peakBytes) {
    private static final long KIBIBYTE = 1024;

    /** The memory of a process; empty when it has ended. */
    public static Optional<ResidentMemory> of(long pid) {
        try {
            return Optional.of(parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))));
        } catch (IOException e) {
            // The process ended between being listed and being read.
            return Optional.empty();
        }
    }

    /** Reads the lines of {@code /proc/<pid>/status}; a process without memory of its own (a zombie) holds 0. */
    static ResidentMemory parse(List<String> lines) {
        return new ResidentMemory(bytes(lines, "VmRSS:"), bytes(lines, "VmHWM:"));
    }

    private static long bytes(List<String> lines, String field) {
        return lines.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
                .findFirst()
                .orElse(0);
    }
}
