package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final long SECOND = 1_000_000;
    private static final long LEAD = 10 * SECOND;

    private final List<Second> seconds = new ArrayList<>();
    private int stillsMade;

    private static Segmenter segmenter(boolean hasVideo, boolean hasAudio) {
        return new Segmenter(new SegmentClock(4), LEAD, hasVideo, hasAudio);
    }

    private void show(Segmenter segmenter, long micros, long durationMicros) {
        seconds.addAll(segmenter.video(micros, durationMicros, () -> {
            stillsMade++;
            return new Picture.Still(Long.toString(micros).getBytes(java.nio.charset.StandardCharsets.US_ASCII), false);
        }));
    }

    private void hear(Segmenter segmenter, long firstSample, int count, int level) {
        byte[] pcm = new byte[2 * count];
        for (int at = 0; at < count; at++) {
            pcm[2 * at] = (byte) level;
            pcm[2 * at + 1] = (byte) (level >> 8);
        }
        seconds.addAll(segmenter.audio(firstSample, pcm, 0, count));
    }

    private List<Long> ptsOf(int second) {
        return seconds.get(second).frames().stream().map(ChosenFrame::ptsMicros).toList();
    }

    @Test
    void ofTwentyFiveFramesOnlyTheFourThatAreShownAtTheSlotsAreConverted() {
        Segmenter segmenter = segmenter(true, false);

        for (int frame = 0; frame <= 25; frame++) {
            show(segmenter, frame * 40_000L, 40_000);
        }

        assertThat(seconds).hasSize(1);
        assertThat(ptsOf(0)).containsExactly(120_000L, 360_000L, 600_000L, 840_000L);
        assertThat(stillsMade).isEqualTo(4);
    }

    @Test
    void aFrameExactlyAtASlotIsTheOneShown() {
        Segmenter segmenter = segmenter(true, false);
        show(segmenter, 0, 125_000);
        show(segmenter, 125_000, 125_000);
        show(segmenter, 250_000, 750_000);
        seconds.addAll(segmenter.end());

        assertThat(ptsOf(0)).containsExactly(125_000L, 250_000L, 250_000L, 250_000L);
    }

    @Test
    void slotsBeforeTheFirstFrameTakeTheFirstFrame() {
        Segmenter segmenter = segmenter(true, true);
        hear(segmenter, 0, 16_000, 500);
        show(segmenter, 500_000, 250_000);
        show(segmenter, 750_000, 250_000);
        seconds.addAll(segmenter.end());

        assertThat(ptsOf(0)).containsExactly(500_000L, 500_000L, 500_000L, 750_000L);
        assertThat(seconds.get(0).video()).isEqualTo(VideoTrack.PRESENT);
    }

    @Test
    void aFrameThatFallsBetweenTwoSlotsCountsWhereItIsTheOnlyOne() {
        Segmenter segmenter = segmenter(true, true);
        hear(segmenter, 0, 16_000, 500);
        show(segmenter, 950_000, 10_000);
        seconds.addAll(segmenter.end());

        assertThat(ptsOf(0)).containsExactly(950_000L, 950_000L, 950_000L, 950_000L);
    }

    @Test
    void aFrameStaysOnTheScreenUntilTheNextOne() {
        Segmenter segmenter = segmenter(true, false);
        show(segmenter, 0, 40_000);
        show(segmenter, 5 * SECOND, 40_000);

        assertThat(seconds).hasSize(5).allMatch(second -> second.video() == VideoTrack.PRESENT);
    }

    @Test
    void aFrameBeforeALongHoleIsShownForItsOwnDurationOnly() {
        Segmenter segmenter = segmenter(true, false);
        show(segmenter, 0, 2 * SECOND);
        show(segmenter, 30 * SECOND, 40_000);

        assertThat(seconds).hasSize(30);
        assertThat(seconds.subList(0, 2)).allMatch(second -> second.video() == VideoTrack.PRESENT);
        assertThat(seconds.subList(2, 30)).allMatch(second -> second.video() == VideoTrack.MISSING);
    }

    @Test
    void aPictureTrackThatHasEndedIsMissingEvenBeforeTheSoundEnds() {
        Segmenter segmenter = segmenter(true, true);
        show(segmenter, 0, SECOND);
        for (int second = 0; second < 30; second++) {
            hear(segmenter, second * 16_000L, 16_000, 500);
        }

        assertThat(seconds).as("finished while the picture may still come").hasSize(20);
        assertThat(seconds.get(0).video()).isEqualTo(VideoTrack.PRESENT);
        assertThat(seconds.subList(1, 20)).allMatch(second -> second.video() == VideoTrack.MISSING);
    }

    @Test
    void soundGoesToThePlaceItsPositionNames() {
        Segmenter segmenter = segmenter(false, true);
        hear(segmenter, 24_000, 8_000, 500);
        seconds.addAll(segmenter.end());

        assertThat(seconds).hasSize(2);
        assertThat(seconds.get(0).sound()).isEqualTo(AudioTrack.MISSING);
        assertThat(seconds.get(0).audio()).isEmpty();
        byte[] audio = seconds.get(1).audio();
        assertThat(audio).hasSize(32_000);
        assertThat(audio[2 * 7_999]).isZero();
        assertThat(audio[2 * 8_000]).isEqualTo((byte) 500);
        assertThat(seconds.get(1).samples()).isEqualTo(8_000);
    }

    @Test
    void anOverlapIsTrimmedAndAHoleStaysSilent() {
        Segmenter segmenter = segmenter(false, true);
        hear(segmenter, 0, 8_000, 100);
        hear(segmenter, 4_000, 6_000, 200);
        hear(segmenter, 12_000, 4_000, 300);

        byte[] audio = seconds.get(0).audio();
        assertThat(audio[2 * 7_999]).isEqualTo((byte) 100);
        assertThat(audio[2 * 8_000]).isEqualTo((byte) 200);
        assertThat(audio[2 * 10_000]).isZero();
        assertThat(audio[2 * 12_000]).isEqualTo((byte) 300);
        assertThat(segmenter.silentGaps()).isEqualTo(1);
    }

    @Test
    void soundBeforeTheOriginIsCut() {
        Segmenter segmenter = segmenter(false, true);
        hear(segmenter, -1_000, 17_000, 300);

        assertThat(seconds).hasSize(1);
        assertThat(seconds.get(0).samples()).isEqualTo(16_000);
    }

    @Test
    void nearlyZeroIsSilentAndALittleMoreIsNot() {
        Segmenter quiet = segmenter(false, true);
        hear(quiet, 0, 16_000, 16);
        hear(quiet, 16_000, 16_000, 17);

        assertThat(seconds.stream().map(Second::sound)).containsExactly(AudioTrack.SILENT, AudioTrack.PRESENT);
    }

    @Test
    void aPartSecondSaysItsDurationAndIsPadded() {
        Segmenter segmenter = segmenter(false, true);
        hear(segmenter, 0, 22_400, 500);
        seconds.addAll(segmenter.end());

        assertThat(seconds.get(1).durationMicros()).isEqualTo(400_000);
        assertThat(seconds.get(1).audio()).hasSize(32_000);
    }

    @Test
    void aTailShorterThanATenthIsCutUnlessItIsAllThereIs() {
        Segmenter padded = segmenter(false, true);
        hear(padded, 0, 16_000 + 1_599, 500);
        seconds.addAll(padded.end());
        Segmenter tiny = segmenter(false, true);
        hear(tiny, 0, 800, 500);
        List<Second> only = tiny.end();

        assertThat(seconds).hasSize(1);
        assertThat(only).singleElement().satisfies(second -> {
            assertThat(second.durationMicros()).isEqualTo(50_000);
            assertThat(second.sound()).isEqualTo(AudioTrack.PRESENT);
        });
    }

    @Test
    void nothingGivesNothing() {
        assertThat(segmenter(true, true).end()).isEmpty();
    }

    @Test
    void aTrackThatLeadsByTooMuchLeavesTheOtherBehind() {
        Segmenter segmenter = segmenter(true, true);
        for (int frame = 0; frame <= 14; frame++) {
            show(segmenter, frame * SECOND, SECOND);
        }
        hear(segmenter, 0, 16_000, 500);

        assertThat(seconds).hasSize(4).allMatch(second -> second.sound() == AudioTrack.MISSING);
        assertThat(segmenter.lateSamples()).isEqualTo(16_000);
    }
}
