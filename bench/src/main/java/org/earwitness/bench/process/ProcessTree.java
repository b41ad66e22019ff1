package org.earwitness.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process and everything below it, looked at again and again while it lives. What was seen of a process that has ended since
 * is kept, so that no CPU second is lost with it but those after the last look. One thread at a time.
 */
public final class ProcessTree {
    /** Which part of the product a process is. */
    public enum Part {
        /** The registry that an embedded cluster starts beside itself. */
        REGISTRY,
        /** Everything else: the broker, ingest, the localizer, or all of them in one JVM. */
        PROGRAM
    }

    private final ProcessHandle root;
    private final Map<Long, Seen> seen = new LinkedHashMap<>();

    /** The tree below a process, the process included. */
    public ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** Looks at every process of the tree that lives now. */
    public void look() {
        List<Long> living;
        try (Stream<ProcessHandle> below = root.descendants()) {
            living = Stream.concat(Stream.of(root), below)
                    .map(ProcessHandle::pid)
                    .toList();
        }
        for (long pid : living) {
            ProcessStat.of(pid).ifPresent(stat -> ResidentMemory.of(pid).ifPresent(memory -> keep(pid, stat, memory)));
        }
    }

    private void keep(long pid, ProcessStat stat, ResidentMemory memory) {
        Seen before = seen.get(pid);
        // A shell becomes the program it starts (exec), so the part is asked for until it is the registry.
        Part part = before != null && before.part() == Part.REGISTRY ? Part.REGISTRY : part(pid);
        // A process that is ending has given its memory back already.
        ResidentMemory kept = before == null
                ? memory
                : new ResidentMemory(
                        memory.nowBytes() == 0 ? before.memory().nowBytes() : memory.nowBytes(),
                        Math.max(memory.peakBytes(), before.memory().peakBytes()));
        seen.put(pid, new Seen(part, stat.ownSeconds(), kept));
    }

    /** CPU seconds of all processes that were seen, as of the last look at each. */
    public double cpuSeconds() {
        return seen.values().stream().mapToDouble(Seen::cpuSeconds).sum();
    }

    /** The same, a part of the product each. */
    public Map<Part, Double> cpuSecondsOfParts() {
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        seen.values().forEach(process -> parts.merge(process.part(), process.cpuSeconds(), Double::sum));
        return parts;
    }

    /** Memory of the processes of one part that were seen, each as of its last look, added up. */
    public ResidentMemory memory(Part part) {
        List<ResidentMemory> memories = seen.values().stream()
                .filter(process -> process.part() == part)
                .map(Seen::memory)
                .toList();
        return new ResidentMemory(
                memories.stream().mapToLong(ResidentMemory::nowBytes).sum(),
                memories.stream().mapToLong(ResidentMemory::peakBytes).sum());
    }

    /** The JVM that is the program: the process itself, or what the script that was started began. */
    public Optional<LiveJvm> program() {
        look();
        return seen.entrySet().stream()
                .filter(process -> process.getValue().part() == Part.PROGRAM)
                .map(Map.Entry::getKey)
                .filter(pid -> command(pid).startsWith("java\0") || command(pid).contains("/java\0"))
                .map(LiveJvm::new)
                .findFirst();
    }

    private static Part part(long pid) {
        return command(pid).contains("apicurio-registry-app") ? Part.REGISTRY : Part.PROGRAM;
    }

    /** The command line of a process, its words ending in a zero byte each; empty when it has ended meanwhile. */
    private static String command(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private record Seen(Part part, double cpuSeconds, ResidentMemory memory) {}
}
