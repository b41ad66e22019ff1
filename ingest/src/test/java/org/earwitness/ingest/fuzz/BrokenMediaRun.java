package org.earwitness.ingest.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a run over broken media came to: the processes that read it are started one after another, a new one after each crash. */
final class BrokenMediaRun {
    /** Above the worker's own limit for one input, so that it speaks first. */
    private static final long SILENCE_SECONDS = 120;

    private static final long BATCH = 2_500;
    private static final String END_OF_OUTPUT = "\u0000";

    private final List<String> complaints = new ArrayList<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final List<Long> residentKiB = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private Optional<String> current = Optional.empty();
    private long currentNumber = -1;
    private long read;
    private long mostHeapKiB;
    private long mostThreads;
    private Duration took = Duration.ZERO;

    private BrokenMediaRun() {}

    /** Reads inputs {@code first} to {@code first + count}. */
    static BrokenMediaRun of(Path originals, Path work, long seed, long first, long count) {
        BrokenMediaRun run = new BrokenMediaRun();
        long begin = System.nanoTime();
        long next = first;
        while (next < first + count) {
            long batch = Math.min(BATCH, first + count - next);
            run.batch(originals, work, seed, next, batch);
            next = run.current.isPresent() ? run.currentNumber + 1 : next + batch;
            run.current = Optional.empty();
        }
        run.took = Duration.ofNanos(System.nanoTime() - begin);
        return run;
    }

    /** What the lines of one process come to. */
    static BrokenMediaRun read(List<String> lines, int exitCode, Duration took) {
        BrokenMediaRun run = new BrokenMediaRun();
        lines.forEach(run::line);
        run.ended(exitCode);
        run.took = took;
        return run;
    }

    private void batch(Path originals, Path work, long seed, long first, long count) {
        Process process;
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dorg.bytedeco.javacpp.nopointergc=true",
                            "-XX:-CreateCoredumpOnCrash",
                            "-XX:ErrorFile=" + work.resolveSibling("crash-%p.log"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "org.earwitness.ingest.fuzz.BrokenMediaWorker",
                            originals.toString(),
                            work.toString(),
                            Long.toString(seed),
                            Long.toString(first),
                            Long.toString(count)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("no process could be started", e);
        }
        try {
            follow(process);
            ended(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while broken media was read", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private void follow(Process process) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> readLines(process, lines), "broken-media-output");
        reader.setDaemon(true);
        reader.start();
        while (true) {
            String line = lines.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                complaints.add(current.orElse("no input") + ": the process says nothing any more");
                process.destroyForcibly();
                return;
            }
            if (line.equals(END_OF_OUTPUT)) {
                return;
            }
            line(line);
        }
    }

    private static void readLines(Process process, BlockingQueue<String> lines) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(e.toString());
        }
        lines.add(END_OF_OUTPUT);
    }

    private void line(String line) {
        String[] words = line.split(" ", 4);
        if (words[0].equals("begin")) {
            currentNumber = Long.parseLong(words[1]);
            current = Optional.of(line.substring(line.indexOf("case")));
            read++;
        } else if (words[0].equals("broken")) {
            complaints.add(current.orElse("no input") + ": " + line.substring("broken ".length()));
        } else if (words[0].equals("end")) {
            current = Optional.empty();
            millis.add(Long.parseLong(words[2]));
            outcomes.merge(kind(words[3]), 1L, Long::sum);
        } else if (words[0].equals("memory")) {
            residentKiB.add(Long.parseLong(words[1]));
            mostHeapKiB = Math.max(mostHeapKiB, Long.parseLong(words[2]));
            mostThreads = Math.max(mostThreads, Long.parseLong(words[3]));
        }
    }

    private static String kind(String outcome) {
        int reason = outcome.lastIndexOf(": ");
        return outcome.startsWith("Failed") && reason > 0
                ? "Failed: "
                        + outcome.substring(reason + 2).replaceAll("\\d+", "N").replaceAll(", segments.*", "")
                : outcome.replaceAll("\\[.*", "");
    }

    private void ended(int exitCode) {
        if (exitCode != 0) {
            complaints.add(current.orElse("no input") + ": the process ended with " + exitCode + " while reading it");
        }
    }

    /** Laws that did not hold, with the input. */
    List<String> complaints() {
        return complaints;
    }

    /** How many inputs were read. */
    long read() {
        return read;
    }

    long mostResidentKiB() {
        return residentKiB.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** All figures, for people. */
    String figures() {
        List<Long> sorted = millis.stream().sorted().toList();
        StringBuilder text = new StringBuilder();
        text.append(read).append(" inputs in ").append(took.toSeconds()).append(" s");
        if (!sorted.isEmpty()) {
            text.append(", one took ")
                    .append(sorted.get(sorted.size() / 2))
                    .append(" ms (median), ")
                    .append(sorted.get(sorted.size() * 99 / 100))
                    .append(" ms (99 %), ")
                    .append(sorted.get(sorted.size() - 1))
                    .append(" ms (longest)");
        }
        text.append("\nresident MiB every 100 inputs: ")
                .append(residentKiB.stream().map(each -> each / 1024).toList());
        text.append("\nmost heap KiB: ").append(mostHeapKiB);
        text.append("\nmost threads: ").append(mostThreads).append('\n');
        outcomes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(40)
                .forEach(outcome -> text.append(outcome.getValue())
                        .append("  ")
                        .append(outcome.getKey())
                        .append('\n'));
        return text.toString();
    }
}
