package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.LastRun;
import org.earwitness.ingest.roster.Roster;
import org.earwitness.ingest.roster.StreamRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RosterFollowerTest {
    private static final StreamDefinition GATE = StreamDefinition.live("gate", "rtsp://10.0.0.7/main");
    private static final StreamDefinition YARD = StreamDefinition.live("yard", "rtsp://10.0.0.8/main");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> told = new ArrayList<>();
    private final Map<String, LastRun> known = new HashMap<>();
    private final RosterFollower follower = new RosterFollower(new Notes(), streams -> Map.copyOf(known));

    @Test
    void onlyWhatChangedIsTouched() {
        follower.become(Roster.of(List.of(GATE, YARD)));
        told.clear();

        follower.become(Roster.of(List.of(GATE, StreamDefinition.live("yard", "rtsp://10.0.0.9/main"))));
        assertThat(told).containsExactly("start yard 0");
        told.clear();
        follower.become(Roster.of(List.of(GATE)));
        assertThat(told).containsExactly("stop yard");
        told.clear();
        follower.become(Roster.of(List.of(GATE)));
        assertThat(told).isEmpty();
    }

    @Test
    void aStreamBeginsBehindItsLastEpochAndAFileThatEndedIsLeftAlone() {
        known.put("gate", new LastRun(70, false, ""));
        known.put("clip", new LastRun(0, true, ""));

        follower.become(Roster.of(List.of(GATE, StreamDefinition.of("clip", "clip.mp4", Playback.ONCE))));

        assertThat(told).containsExactly("start gate 71");
    }

    @Test
    void aFileThatIsRefusedChangesNothingAndIsReadAgainWhenItChanges() throws IOException {
        Path file = Files.writeString(folder.resolve("streams.yaml"), "one");
        WatchedFile watched = new WatchedFile(file);
        Supplier<Roster> sound = () -> Roster.of(List.of(GATE, YARD));
        Supplier<Roster> broken = () -> {
            throw new IllegalArgumentException("line 3 is wrong");
        };
        follower.become(Roster.of(List.of(GATE)));
        told.clear();

        follower.look(watched, sound);
        assertThat(told).as("the file is as it was").isEmpty();
        Files.writeString(file, "two");
        follower.look(watched, broken);
        follower.look(watched, sound);
        assertThat(told)
                .as("refused once, and not looked at again before it changes")
                .isEmpty();
        Files.writeString(file, "three");
        follower.look(watched, sound);
        assertThat(told).containsExactly("start yard 0");
    }

    @Test
    void whatTheClusterCouldNotAnswerIsTriedAgainAtTheNextLook() throws IOException {
        Path file = Files.writeString(folder.resolve("streams.yaml"), "one");
        WatchedFile watched = new WatchedFile(file);
        List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("no broker")));
        RosterFollower shaky = new RosterFollower(new Notes(), streams -> {
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
            return Map.of();
        });
        Files.writeString(file, "two");

        shaky.look(watched, () -> Roster.of(List.of(GATE)));
        assertThat(told).isEmpty();
        shaky.look(watched, () -> Roster.of(List.of(GATE)));
        assertThat(told).containsExactly("start gate 0");
    }

    @Test
    void aReplacedFileIsSeenAndOneThatIsGoneForAMomentIsNot() throws IOException {
        Path file = Files.writeString(folder.resolve("streams.yaml"), "one");
        WatchedFile watched = new WatchedFile(file);

        Files.delete(file);
        assertThat(watched.hasChanged()).isFalse();
        Files.writeString(file, "one");
        assertThat(watched.hasChanged()).as("the same text under a new inode").isFalse();
        Path next = Files.writeString(folder.resolve(".streams.yaml.swp"), "two");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        assertThat(watched.hasChanged()).isTrue();
        assertThat(watched.hasChanged()).isFalse();
    }

    @Test
    void oneNameForTwoStreamsIsRefused() {
        assertThatThrownBy(() -> Roster.of(List.of(GATE, StreamDefinition.live("gate", "rtsp://other/"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two streams are called 'gate'");
    }

    @Test
    void aStandstillIsNoticedWhenItIsLongerThanTheLimit() {
        List<String> still = new ArrayList<>();
        try (StandstillWatch watch = new StandstillWatch(6_000_000_000L, () -> still.add("still"))) {
            long begin = 1_000;
            watch.tick(begin);
            still.clear();
            watch.tick(begin + 5_000_000_000L);
            assertThat(still).isEmpty();
            watch.tick(begin + 12_000_000_000L);
            assertThat(still).hasSize(1);
            watch.tick(begin + 12_250_000_000L);
            assertThat(still).hasSize(1);
        }
    }

    /** Notes what it is told. */
    private final class Notes implements StreamRunner {
        @Override
        public void start(StreamDefinition definition, long leastEpoch) {
            told.add("start " + definition.stream() + " " + leastEpoch);
        }

        @Override
        public void stop(String stream) {
            told.add("stop " + stream);
        }

        @Override
        public void stopAll() {
            told.add("stop all");
        }
    }
}
