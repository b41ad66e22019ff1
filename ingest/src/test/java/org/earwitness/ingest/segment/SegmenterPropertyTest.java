package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws of the segmenter, for any stream. A failure prints the seed; run it again by {@code @Property(seed = ..)}. */
class SegmenterPropertyTest {
    private static final long LEAD = 10_000_000;

    /** A frame or a run of samples. */
    private record Piece(boolean isVideo, long at, long length) {
        long startMicros() {
            return isVideo ? at : SegmentClock.microsOfSample(at);
        }

        long endMicros() {
            return isVideo ? at + length : SegmentClock.microsOfSample(at + length);
        }
    }

    /** Frames at any distance up to two seconds, sound in runs of any length with holes and overlaps. */
    private static List<List<Piece>> tracks(Random random) {
        List<Piece> video = new ArrayList<>();
        long at = random.nextInt(2_000_000);
        for (int frame = random.nextInt(80); frame > 0; frame--) {
            long length = 1L + random.nextInt(random.nextInt(10) == 0 ? 2_000_000 : 80_000);
            video.add(new Piece(true, at, length));
            at += length;
        }
        List<Piece> audio = new ArrayList<>();
        long sample = random.nextInt(20_000) - 2_000L;
        for (int run = random.nextInt(80); run > 0; run--) {
            int length = 1 + random.nextInt(4_000);
            audio.add(new Piece(false, sample, length));
            sample += length + (random.nextInt(8) == 0 ? random.nextInt(24_000) - 2_000 : 0);
        }
        return List.of(video, audio);
    }

    /** Mixes both tracks in any way that keeps neither ahead of the other by more than 8 s. */
    private static List<Piece> mixed(List<List<Piece>> tracks, Random random) {
        List<Piece> mixed = new ArrayList<>();
        int[] next = {0, 0};
        while (next[0] < tracks.get(0).size() || next[1] < tracks.get(1).size()) {
            int track = random.nextBoolean() ? 0 : 1;
            int other = 1 - track;
            boolean over = next[track] >= tracks.get(track).size();
            boolean otherOver = next[other] >= tracks.get(other).size();
            boolean ahead = !over
                    && !otherOver
                    && tracks.get(track).get(next[track]).endMicros()
                            > tracks.get(other).get(next[other]).startMicros() + 8_000_000;
            if (over || ahead) {
                track = other;
            }
            if (next[track] < tracks.get(track).size()) {
                mixed.add(tracks.get(track).get(next[track]++));
            }
        }
        return mixed;
    }

    private static List<Second> cut(List<Piece> pieces) {
        Segmenter segmenter = new Segmenter(new SegmentClock(4), LEAD, true, true);
        List<Second> seconds = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.isVideo()) {
                byte[] name = ByteBuffer.allocate(8).putLong(piece.at()).array();
                seconds.addAll(segmenter.video(piece.at(), piece.length(), () -> new Picture.Still(name, false)));
            } else {
                byte[] pcm = new byte[(int) (2 * piece.length())];
                Arrays.fill(pcm, (byte) (1 + Math.floorMod(piece.at(), 100)));
                seconds.addAll(segmenter.audio(piece.at(), pcm, 0, (int) piece.length()));
            }
        }
        seconds.addAll(segmenter.end());
        return seconds;
    }

    private static String described(Second second) {
        return second.index() + " " + second.durationMicros() + " " + second.video() + " " + second.sound() + " "
                + second.samples() + " " + Arrays.hashCode(second.audio()) + " "
                + second.frames().stream().map(ChosenFrame::ptsMicros).toList();
    }

    @Property(tries = 300)
    void anyOrderOfArrivalGivesTheSameSegments(@ForAll long seed) {
        Random random = new Random(seed);
        List<List<Piece>> tracks = tracks(random);

        List<String> one = cut(mixed(tracks, random)).stream()
                .map(SegmenterPropertyTest::described)
                .toList();
        List<String> other = cut(mixed(tracks, random)).stream()
                .map(SegmenterPropertyTest::described)
                .toList();

        assertThat(other).isEqualTo(one);
    }

    @Property(tries = 300)
    void indicesAreContiguousAndEverySecondIsWholeOrEmpty(@ForAll long seed) {
        Random random = new Random(seed);

        List<Second> seconds = cut(mixed(tracks(random), random));

        for (int index = 0; index < seconds.size(); index++) {
            Second second = seconds.get(index);
            assertThat(second.index()).isEqualTo(index);
            assertThat(second.audio().length).isIn(0, 32_000);
            assertThat(second.frames().size()).isIn(0, 4);
            assertThat(second.frames().stream().map(ChosenFrame::ptsMicros)).isSorted();
            assertThat(second.durationMicros() == SegmentClock.SECOND_MICROS || index == seconds.size() - 1)
                    .isTrue();
        }
    }

    @Property(tries = 200)
    void whateverTheOrderMemoryIsBounded(@ForAll long seed, @ForAll @IntRange(min = 20, max = 60) int lengthSeconds) {
        Segmenter segmenter = new Segmenter(new SegmentClock(4), LEAD, true, true);
        Random random = new Random(seed);
        boolean videoFirst = random.nextBoolean();
        List<Second> seconds = new ArrayList<>();

        for (int second = 0; second < lengthSeconds; second++) {
            if (videoFirst) {
                seconds.addAll(
                        segmenter.video(second * 1_000_000L, 1_000_000, () -> new Picture.Still(new byte[1], false)));
            } else {
                seconds.addAll(segmenter.audio(second * 16_000L, new byte[32_000], 0, 16_000));
            }
            assertThat(second - seconds.size()).as("seconds held").isLessThanOrEqualTo(11);
        }
    }
}
