package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with media, the source says so in words and in time. */
@Timeout(60)
class FfmpegSourceFailureTest {
    private static final String INVALID = "Invalid data found when processing input";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private FfmpegSource source(String address, long timeoutMillis) {
        return new FfmpegSource(
                new MediaAddress(address),
                new SourceLimits(timeoutMillis, timeoutMillis, 1, 1_024, 224, 3),
                new SourceMeters(meters));
    }

    private String failureOf(Path path) {
        try (FfmpegSource source = source(path.toString(), 10_000)) {
            return ((MediaEvent.Failed) source.next()).reason();
        }
    }

    @Test
    void aMissingFileIsNamedWithFfmpegsReason() {
        Path missing = folder.resolve("missing.mp4");

        assertThat(failureOf(missing)).isEqualTo("cannot open " + missing + ": No such file or directory");
    }

    @Test
    void anEmptyFileIsInvalid() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.mp4"));

        assertThat(failureOf(empty)).isEqualTo("cannot open " + empty + ": " + INVALID + " (the file is empty)");
    }

    @Test
    void garbageIsInvalid() throws IOException {
        byte[] garbage = new byte[100_000];
        new Random(7).nextBytes(garbage);
        Path file = Files.write(folder.resolve("garbage.mp4"), garbage);

        assertThat(failureOf(file)).startsWith("cannot open " + file + ": ").contains(INVALID);
    }

    @Test
    void aTextIsNotDrawnAsATerminal() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "Nothing to see here.\n".repeat(500));

        assertThat(failureOf(text)).isEqualTo("cannot open " + text + ": " + INVALID + " (it is text)");
    }

    @Test
    void aDirectoryIsNamedAsOne() {
        assertThat(failureOf(folder)).isEqualTo("cannot open " + folder + ": it is a directory. Name the files in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void aSinglePictureIsNoRecording(String extension) {
        Path picture = new MediaFiles(folder)
                .make("picture." + extension, "-f lavfi -i testsrc2=size=64x64:rate=1:duration=1 -frames:v 1");

        assertThat(failureOf(picture)).contains("it is a single picture");
    }

    @Test
    void framesLargerThanAllowedAreRefusedBeforeTheyAreDecoded() {
        Path large = new MediaFiles(folder)
                .make("large.mkv", "-f lavfi -i color=red:size=1280x64:rate=10:duration=1 -c:v mpeg4");

        try (FfmpegSource source = source(large.toString(), 10_000)) {
            assertThat(source.next()).isInstanceOfSatisfying(MediaEvent.Failed.class, failed -> {
                assertThat(failed.reason()).contains("1280x64", "maxDimension (1024)");
                assertThat(failed.cause()).isEqualTo(FailureCause.LIMIT);
            });
        }
    }

    @Test
    void framesThatGrowBeyondWhatIsAllowedInTheMiddleAreRefusedToo() throws IOException {
        MediaFiles media = new MediaFiles(folder);
        Path small =
                media.make("small.ts", "-f lavfi -i testsrc2=size=64x64:rate=10:duration=2 -c:v mpeg2video -f mpegts");
        Path large = media.make(
                "grown.ts", "-f lavfi -i testsrc2=size=1600x1600:rate=10:duration=1 -c:v mpeg2video -f mpegts");
        Path joined = folder.resolve("joined.ts");
        Files.write(joined, Files.readAllBytes(small));
        Files.write(joined, Files.readAllBytes(large), java.nio.file.StandardOpenOption.APPEND);

        SegmentDump dump = SegmentDump.of(SegmentDump.FRAMES_PER_SECOND, source(joined.toString(), 10_000));

        assertThat(dump.end()).contains("maxDimension (1024)");
    }

    @Test
    void framesBeyondTwoHundredAndFortyASecondAreLeftOutAndCounted() {
        Path fast = new MediaFiles(folder)
                .make("fast.mkv", "-f lavfi -i testsrc2=size=64x64:rate=1000:duration=2 -c:v mpeg4 -bf 0");

        SegmentDump dump = SegmentDump.of(SegmentDump.FRAMES_PER_SECOND, source(fast.toString(), 10_000));

        assertThat(dump.end()).isEqualTo("ended");
        assertThat(dump.seconds()).hasSize(2);
        assertThat(meters.counter("earwitness.ingest.frames.excess").count()).isPositive();
    }

    @Test
    void corruptPacketsInTheMiddleAreLeftOutAndCounted() throws IOException {
        Path file = new MediaFiles(folder)
                .make(
                        "damaged.ts",
                        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=6"
                                + " -f lavfi -i sine=frequency=440:sample_rate=44100:duration=6"
                                + " -c:v mpeg2video -g 12 -c:a mp2");
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int at = bytes.length / 3; at < bytes.length / 2; at++) {
            if (random.nextInt(40) == 0) {
                bytes[at] = (byte) random.nextInt();
            }
        }
        Files.write(file, bytes);

        SegmentDump dump = SegmentDump.of(SegmentDump.FRAMES_PER_SECOND, source(file.toString(), 10_000));

        assertThat(dump.end()).isEqualTo("ended");
        assertThat(dump.seconds()).hasSize(6);
        assertThat(dump.seconds().get(0).frames()).hasSize(4);
        assertThat(dump.seconds().get(5).frames()).hasSize(4);
        assertThat(meters.counter("earwitness.ingest.packets.corrupt").count()).isPositive();
    }

    @Test
    void aFileThatIsCutOffGivesWhatItHas() throws IOException {
        Path file = new MediaFiles(folder)
                .make("whole.mkv", "-f lavfi -i testsrc2=size=320x240:rate=25:duration=6 -c:v mpeg4 -q:v 3");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        SegmentDump dump = SegmentDump.of(file);

        assertThat(dump.end()).isEqualTo("ended");
        assertThat(dump.seconds()).hasSizeBetween(2, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "rtsp", "tcp"})
    void aServerThatAcceptsAndSaysNothingFailsTheOpenWithinItsDeadline(String protocol) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                FfmpegSource source = source(
                        protocol + "://user:secret@127.0.0.1:" + silent.getLocalPort() + "/live?key=abc", 1_000)) {
            long begin = System.nanoTime();

            MediaEvent event = source.next();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(900), Duration.ofMillis(3_000));
            assertThat(event)
                    .isInstanceOfSatisfying(
                            MediaEvent.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .isEqualTo("cannot open " + protocol + "://127.0.0.1:" + silent.getLocalPort()
                                            + "/live: nothing received for 1000 ms"));
        }
    }

    @Test
    void moreStreamsThanJavacppHasCallbacksMeetTheirDeadlinesAll() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            String address = "tcp://127.0.0.1:" + silent.getLocalPort();
            var failures = java.util.stream.Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> {
                                try (FfmpegSource source = source(address, 500)) {
                                    return source.next();
                                }
                            },
                            command -> new Thread(command).start()))
                    .limit(24)
                    .toList();

            for (CompletableFuture<MediaEvent> failure : failures) {
                assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(MediaEvent.Failed.class);
            }
        }
    }

    @Test
    void anInterruptEndsAWaitingOpenAtOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                FfmpegSource source = source("tcp://127.0.0.1:" + silent.getLocalPort(), 30_000)) {
            CompletableFuture<MediaEvent> event =
                    CompletableFuture.supplyAsync(source::next, command -> new Thread(command).start());
            silent.accept();

            source.interrupt();

            assertThat(event.get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            MediaEvent.Failed.class,
                            failed -> assertThat(failed.reason()).endsWith("it was stopped"));
        }
    }
}
