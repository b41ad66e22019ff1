package org.earwitness.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM that is running, seen from outside by the JDK's {@code jcmd}.
 *
 * @param pid its process
 */
public record LiveJvm(long pid) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /**
     * Bytes of the heap that are still in use after a full collection, which this asks for.
     *
     * @param commands runs {@code jcmd}
     */
    public long liveHeapBytes(MeasuredCommand commands) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        commands.run("gc-" + pid, List.of(jcmd, Long.toString(pid), "GC.run"));
        Path heap = commands.run("heap-" + pid, List.of(jcmd, Long.toString(pid), "GC.heap_info"))
                .output();
        try {
            return usedBytes(Files.readAllLines(heap));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what jcmd says of the heap of " + pid, e);
        }
    }

    /** Adds up the generations or regions that {@code GC.heap_info} lists, whatever collector it is; metaspace is no heap. */
    static long usedBytes(List<String> heapInfo) {
        return heapInfo.stream()
                .map(String::strip)
                .filter(line -> !line.startsWith("Metaspace") && !line.startsWith("class space"))
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    /** Memory that is resident now and was at most. */
    public Optional<ResidentMemory> memory() {
        return ResidentMemory.of(pid);
    }
}
