package org.earwitness.ingest.fuzz;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.SourceLimits;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.ingest.source.SourceSettings;

/**
 * A process that reads broken media one after another, from the source through the segmenter, and says on standard output what
 * came of each: {@code begin NUMBER ..}, then {@code end NUMBER ..}, with {@code broken NUMBER LAW} before it where a law did not
 * hold. It may crash: whoever started it knows by which input.
 */
final class BrokenMediaWorker {
    private static final SourceLimits LIMITS = new SourceLimits(2_000, 1_000, 1, 1_024, 224, 3);
    /** A source never gives more of two seconds of media than this, however they are broken; it would be no end. */
    private static final long MOST_EVENTS = 200_000;

    private static final long MOST_SECONDS = 60;
    private static final int MEMORY_EVERY = 100;
    private static final int HUNG = 3;
    /** The real standard output, by its number. */
    private static final PrintStream TOLD =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final Path originals;
    private final Path folder;
    private final SourceMeters meters = new SourceMeters(new SimpleMeterRegistry());
    private final ServerSocket server;
    private volatile boolean breaksOff;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "broken-media-reader");
        thread.setDaemon(true);
        return thread;
    });

    private BrokenMediaWorker(Path originals, Path folder) throws IOException {
        this.originals = originals;
        this.folder = folder;
        this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    }

    /** Arguments: folder of the originals, a folder to work in, seed, first number, number of inputs. */
    public static void main(String[] arguments) throws Exception {
        Path originals = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[2]);
        long first = Long.parseLong(arguments[3]);
        long end = first + Long.parseLong(arguments[4]);
        BrokenMediaWorker worker = new BrokenMediaWorker(originals, Path.of(arguments[1]));
        worker.run(seed, first, end, BrokenMedia.filesIn(originals));
        System.exit(0);
    }

    private void run(long seed, long first, long end, List<Path> media) throws Exception {
        Thread answering = new Thread(this::answer, "broken-media-server");
        answering.setDaemon(true);
        answering.start();
        for (long number = first; number < end; number++) {
            if ((number - first) % MEMORY_EVERY == 0) {
                memory();
            }
            BrokenMedia broken = BrokenMedia.of(seed, number, media);
            breaksOff = broken.delivery() == BrokenMedia.Delivery.LIVE_BROKEN_OFF;
            read(broken);
        }
        memory();
    }

    private void read(BrokenMedia broken) throws InterruptedException {
        say("begin " + broken.number() + " " + broken);
        Path file = broken.layOut(originals, folder);
        long begin = System.nanoTime();
        Future<String> reading = reader.submit(() -> readToItsEnd(broken, file));
        try {
            say("end " + broken.number() + " " + millisSince(begin, reading.get(MOST_SECONDS, TimeUnit.SECONDS)));
        } catch (TimeoutException late) {
            say("broken " + broken.number() + " it hangs: " + stackOfTheReader());
            Runtime.getRuntime().halt(HUNG);
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            say("broken " + broken.number() + " the source threw " + cause + " at "
                    + Arrays.toString(cause.getStackTrace()));
            say("end " + broken.number() + " " + millisSince(begin, "Thrown"));
        }
    }

    private static String millisSince(long begin, String outcome) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " " + outcome;
    }

    private String readToItsEnd(BrokenMedia broken, Path file) {
        boolean isFile = broken.delivery() == BrokenMedia.Delivery.FILE;
        String address =
                isFile ? file.toString() : "http://127.0.0.1:" + server.getLocalPort() + "/" + file.getFileName();
        SourceSettings settings = isFile ? SourceSettings.FILE : SourceSettings.LIVE;
        Optional<Segmenter> segmenter = Optional.empty();
        long seconds = 0;
        try (FfmpegSource source = new FfmpegSource(
                new MediaAddress(address), settings, LIMITS, meters, Clock.systemUTC(), Optional.empty())) {
            for (long events = 0; events < MOST_EVENTS; events++) {
                MediaEvent event = source.next();
                if (event instanceof MediaEvent.Opened opened) {
                    segmenter = Optional.of(
                            new Segmenter(new SegmentClock(4), 10_000_000, opened.hasVideo(), opened.hasAudio()));
                } else if (event instanceof MediaEvent.VideoFrame frame) {
                    seconds += count(
                            segmenter.orElseThrow().video(frame.ptsMicros(), frame.durationMicros(), frame.picture()));
                } else if (event instanceof MediaEvent.AudioSamples samples) {
                    seconds += count(
                            segmenter.orElseThrow().audio(samples.firstSample(), samples.pcm(), 0, samples.count()));
                } else if (event instanceof MediaEvent.Ended) {
                    seconds += segmenter.map(Segmenter::end).map(List::size).orElse(0);
                    return "Ended[" + seconds + "]";
                } else if (event instanceof MediaEvent.Failed failed) {
                    complaint(failed).ifPresent(law -> say("broken " + broken.number() + " " + law));
                    return "Failed " + failed.cause() + ": " + failed.reason().replaceAll("\\s+", " ");
                }
            }
        }
        say("broken " + broken.number() + " it gave " + MOST_EVENTS + " events and no end");
        return "Endless";
    }

    private static int count(List<Second> seconds) {
        return seconds.size();
    }

    /** What a failure owes to people: a sentence that names what was opened, on one line, without our own types. */
    private static Optional<String> complaint(MediaEvent.Failed failed) {
        String reason = failed.reason();
        boolean namesWhat = reason.startsWith("cannot open ") || reason.startsWith("cannot read on in ");
        boolean isOurs = reason.matches("(?s).*(\\bjava\\.|\\borg\\.|Exception\\b|\\bnull\\b|\\p{Cntrl}).*");
        return namesWhat && !isOurs && reason.length() < 600
                ? Optional.empty()
                : Optional.of("a failure without a sentence for people: " + reason);
    }

    /** One connection after another: a reader that asks for several files closes each before the next, or asks in vain. */
    private void answer() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(1_000);
                answer(socket);
            } catch (IOException gone) {
                // The reader has gone: the next one comes.
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String asked = Optional.ofNullable(request.readLine()).orElse("GET / HTTP/1.1");
        while (!Optional.ofNullable(request.readLine()).orElse("").isEmpty()) {
            // headers say nothing that matters here
        }
        String path = asked.split(" ", 3)[1];
        Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\w.]", "_"));
        OutputStream out = socket.getOutputStream();
        if (!Files.isRegularFile(file)) {
            out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        byte[] media = Files.readAllBytes(file);
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + (media.length + (breaksOff ? 10_000 : 0))
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(media);
        out.flush();
    }

    private static String stackOfTheReader() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("broken-media-reader"))
                .map(thread -> Arrays.toString(thread.getValue()))
                .findFirst()
                .orElse("its thread is gone");
    }

    private static void memory() throws IOException {
        System.gc(); // what is left is held
        Runtime runtime = Runtime.getRuntime();
        say("memory " + residentKiB() + " " + (runtime.totalMemory() - runtime.freeMemory()) / 1024 + " "
                + Thread.activeCount());
    }

    /** Resident memory of this process, KiB; 0 where the system does not say. */
    private static long residentKiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static void say(String line) {
        TOLD.println(line.replaceAll("\\p{Cntrl}", " "));
    }
}
