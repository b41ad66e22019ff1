package org.earwitness.ingest.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.clip.PieceNote.Begin;
import org.earwitness.ingest.clip.PieceNote.Second;
import org.earwitness.ingest.source.MediaFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on disk, and for how long. */
class FolderClipStoreTest {
    @TempDir
    Path folder;

    private final MovedClock clock = new MovedClock();
    private Path file = Path.of("");

    @BeforeEach
    void makeMedia() {
        file = new MediaFiles(folder)
                .make(
                        "plain.mp4",
                        "-f lavfi -i testsrc2=size=96x64:rate=25:duration=7 -f lavfi -i sine=duration=7"
                                + " -c:v mpeg4 -g 25 -c:a aac");
    }

    private ClipConfig config(long keepMillis, long keepBytes) {
        return new ClipConfig(Optional.of(clips().toString()), "local", keepMillis, keepBytes, 2_000);
    }

    private Path clips() {
        return folder.resolve("clips");
    }

    private List<KeptPiece> pieces(String stream) throws ClipFailed {
        return FolderClipStore.toRead(clips(), "local").pieces(stream);
    }

    @Test
    void piecesBeginAtKeyFramesAndTheirIndexSaysWhichSegmentsTheyMade() throws ClipFailed {
        try (Kept kept = new Kept(config(600_000, 1L << 30), clock)) {
            List<String> references = kept.keep("gate", 3, file);

            kept.settle();
            assertThat(references).hasSizeGreaterThanOrEqualTo(7).startsWith("clip:gate/3/0@local");
            assertThat(kept.count("pieces")).isEqualTo(4);
            assertThat(kept.count("bytes")).isPositive();
        }
        List<KeptPiece> pieces = pieces("gate");
        assertThat(pieces).extracting(piece -> piece.name().number()).containsExactly(1, 2, 3, 4);
        assertThat(pieces.stream()
                        .flatMap(piece -> piece.notes().stream())
                        .filter(Begin.class::isInstance)
                        .map(note -> Math.round(((Begin) note).mediaMicros() / 1e5) / 10.0))
                .containsExactly(0.0, 2.0, 4.0, 6.0);
        assertThat(pieces.stream()
                        .flatMap(piece -> piece.notes().stream())
                        .filter(Second.class::isInstance)
                        .map(note -> ((Second) note).index()))
                .startsWith(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(pieces).allSatisfy(piece -> {
            try (PieceReader reader = new PieceReader(piece, false)) {
                boolean video = false;
                while (!video && reader.next()) {
                    video = reader.isVideo();
                }
                assertThat(reader.isKey()).isTrue();
            }
        });
    }

    @Test
    void oldPiecesGoWhileOthersAreWritten() throws ClipFailed {
        try (Kept kept = new Kept(config(60_000, 1L << 30), clock)) {
            kept.keep("gate", 0, file);
            kept.settle();
            clock.move(Duration.ofSeconds(45));
            kept.keep("door", 0, file);
            kept.settle();
            assertThat(pieces("gate")).hasSize(4);

            clock.move(Duration.ofSeconds(30));
            kept.settle();

            assertThat(pieces("gate")).isEmpty();
            assertThat(clips().resolve("local/gate")).doesNotExist();
            assertThat(pieces("door")).hasSize(4);
            assertThat(kept.count("removed", "reason", "age")).isEqualTo(4);
        }
    }

    @Test
    void oldPiecesOfAnEarlierProcessGoAtTheStart() throws ClipFailed {
        try (Kept kept = new Kept(config(60_000, 1L << 30), clock)) {
            kept.keep("gate", 0, file);
        }
        clock.move(Duration.ofSeconds(61));

        try (Kept kept = new Kept(config(60_000, 1L << 30), clock)) {
            kept.settle();

            assertThat(pieces("gate")).isEmpty();
            assertThat(kept.count("removed", "reason", "age")).isEqualTo(4);
        }
    }

    @Test
    void allStreamsTogetherHaveNoMoreThanTheBytesAllowedAndTheOldestGo() throws Exception {
        long bytes;
        try (Kept kept = new Kept(config(600_000, 1L << 40), clock)) {
            kept.keep("gate", 0, file);
            kept.settle();
            bytes = bytesIn(clips());
        }
        // A limit below 1 MiB would be refused, so there are as many streams as it takes.
        long limit = 1L << 20;
        try (Kept kept = new Kept(config(600_000, limit), clock)) {
            for (int i = 0; i * bytes < 2 * limit; i++) {
                clock.move(Duration.ofSeconds(1));
                kept.keep("door-" + i, 0, file);
                kept.settle();
            }

            assertThat(bytesIn(clips())).isBetween(limit - bytes, limit);
            assertThat(pieces("gate")).isEmpty();
            assertThat(kept.count("removed", "reason", "bytes")).isGreaterThan(4);
        }
    }

    private static long bytesIn(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(one -> one.toFile().length())
                    .sum();
        }
    }

    @Test
    void whatAKilledProcessLeftIsClearedUpInItsTime() throws Exception {
        Path left = Files.createDirectories(clips().resolve("local/gate/20260101T000000.000Z"));
        Files.write(left.resolve("000001.mkv"), new byte[100]);
        Files.writeString(left.resolve("000002.txt"), PieceNote.HEADER + "\n");
        Files.setLastModifiedTime(left.resolve("000001.mkv"), java.nio.file.attribute.FileTime.from(clock.instant()));

        try (Kept kept = new Kept(config(60_000, 1L << 30), clock)) {
            kept.settle();
            assertThat(left.resolve("000001.mkv")).exists();
            assertThat(left.resolve("000002.txt")).doesNotExist();
            assertThat(pieces("gate")).isEmpty(); // it has no index

            clock.move(Duration.ofSeconds(61));
            kept.settle();
            assertThat(left).doesNotExist();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenCostsPiecesAndNotTheStream() throws Exception {
        Path blocked = folder.resolve("no-folder");
        Files.writeString(blocked, "a file");
        ClipConfig config = new ClipConfig(Optional.of(blocked.toString()), "local", 60_000, 1L << 30, 2_000);
        try (Kept kept = new Kept(config, clock)) {
            kept.keep("gate", 0, file);
            kept.settle();

            assertThat(kept.count("gaps", "reason", "disk")).isPositive();
            assertThat(kept.count("pieces")).isZero();
            Files.delete(blocked);
            assertThat(kept.keep("gate", 0, file)).contains("clip:gate/0/6@local");
            kept.settle();
            assertThat(kept.count("pieces")).isEqualTo(4);
        }
    }

    @Test
    void aDiskThatHangsGivesUpThePieceAndHoldsUpNobody() {
        HangingClock hanging = new HangingClock();
        ClipMeters meters = new ClipMeters(new io.micrometer.core.instrument.simple.SimpleMeterRegistry());
        Retention retention = new Retention(clips(), 60_000, 1L << 30, meters, hanging);
        DiskWriter disk = new DiskWriter(retention, meters, hanging);
        PieceWriter piece = disk.begin(clips().resolve("gate"), "000001");
        piece.finish(); // asks the clock, which hangs
        PieceWriter next = disk.begin(clips().resolve("gate"), "000002");
        for (int i = 0; i < 64 && !next.isGivenUp(); i++) {
            next.media(new byte[1 << 20]);
        }

        assertThat(next.isGivenUp()).isTrue();
        hanging.goOn();
        assertThat(disk.settle(Kept.SETTLE_MILLIS)).isTrue();
        disk.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate", "north/gate", "..", ".", "a b", "Tür", "a*b", "../../etc/passwd", "con:1"})
    void aStreamOfAnyNameHasAFolderOfItsOwnInside(String stream) {
        String name = FolderClipStore.fileName(stream);

        assertThat(name).doesNotContain("/", "\\", ":").isNotIn("..", ".");
        assertThat(name.length()).isLessThan(200);
    }

    @Test
    void longNamesThatBeginAlikeHaveTwoFolders() {
        assertThat(FolderClipStore.fileName("x".repeat(300) + "1"))
                .hasSizeLessThan(200)
                .isNotEqualTo(FolderClipStore.fileName("x".repeat(300) + "2"));
    }
}
