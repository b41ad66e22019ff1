package org.earwitness.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to media, ingest comes to an end with a word about it, and the process lives. */
final class BrokenMediaTest {
    private static final long SEED = Long.getLong("seed", 8_231);
    private static final long CASES = Long.getLong("cases", 60);
    private static final long FIRST = Long.getLong("first", 0);
    /** What a JVM, FFmpeg and the largest pictures that are allowed take; measured 300 MiB. */
    private static final long MOST_RESIDENT_KIB = 700 * 1024;

    @TempDir
    Path folder;

    @Test
    void noBrokenMediaHangsCrashesOrFailsInSilence() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        assertThat(SoundMedia.makeIn(originals)).isNotEmpty();

        BrokenMediaRun run =
                BrokenMediaRun.of(originals, Files.createDirectory(folder.resolve("work")), SEED, FIRST, CASES);

        String replay = "replay with: mvn -pl ingest test -Dtest=BrokenMediaTest -Dseed=" + SEED
                + " -Dfirst=NUMBER -Dcases=1 (this run: -Dfirst=" + FIRST + " -Dcases=" + CASES + ")";
        assertThat(run.complaints()).as(replay + "\n" + run.figures()).isEmpty();
        assertThat(run.read()).as(replay).isEqualTo(CASES);
        assertThat(run.mostResidentKiB()).as("resident memory, KiB; " + replay).isLessThan(MOST_RESIDENT_KIB);
        if (Boolean.getBoolean("figures")) {
            assertThat(run.figures()).as("figures of the run").isEmpty();
        }
    }

    @Test
    void theSameSeedBreaksMediaInTheSameWay() {
        byte[] media = new byte[10_000];
        new Random(1).nextBytes(media);
        for (Mutation mutation : Mutation.values()) {
            byte[] before = media.clone();

            byte[] once = mutation.applyTo(media, new Random(5));

            assertThat(mutation.applyTo(media, new Random(5)))
                    .as(mutation.name())
                    .isEqualTo(once);
            assertThat(media).as(mutation.name()).isEqualTo(before);
        }
    }

    @Test
    void noMutationTripsOverTinyMedia() {
        Random chance = new Random(SEED);
        for (Mutation mutation : Mutation.values()) {
            for (int round = 0; round < 2_000; round++) {
                byte[] tiny = new byte[1 + chance.nextInt(12)];
                chance.nextBytes(tiny);
                assertThat(mutation.applyTo(tiny, chance)).as(mutation.name()).isNotNull();
            }
        }
    }

    @Test
    void aProcessThatDiesIsReportedWithTheInputThatKilledIt() {
        BrokenMediaRun run = BrokenMediaRun.read(
                List.of("begin 7 case 7: x", "end 7 3 Ended", "begin 8 case 8: y"), 134, Duration.ofSeconds(1));

        assertThat(run.complaints()).containsExactly("case 8: y: the process ended with 134 while reading it");
        assertThat(run.read()).isEqualTo(2);
    }
}
