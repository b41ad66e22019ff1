package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.schemas.VideoTrack.BLACK;
import static org.earwitness.schemas.VideoTrack.FROZEN;
import static org.earwitness.schemas.VideoTrack.MISSING;
import static org.earwitness.schemas.VideoTrack.PRESENT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;

class FrozenPictureTest {
    private static final int CELLS = 1_024;

    private final FrozenPicture frozen = new FrozenPicture();
    private final List<VideoTrack> tracks = new ArrayList<>();

    private static Picture.Still still(int luma) {
        byte[] cells = new byte[CELLS];
        Arrays.fill(cells, (byte) luma);
        return new Picture.Still(new byte[1], false, cells);
    }

    private void second(VideoTrack track, Picture.Still... stills) {
        tracks.add(frozen.next(
                Arrays.stream(stills).map(still -> new ChosenFrame(0, still)).toList(), track));
    }

    @Test
    void theFirstThreeSecondsOfAStandstillArePresent() {
        for (int second = 0; second < 6; second++) {
            second(PRESENT, still(100), still(100));
        }
        second(PRESENT, still(100), still(120));
        for (int second = 0; second < 4; second++) {
            second(PRESENT, still(120), still(120));
        }

        assertThat(tracks)
                .containsExactly(
                        PRESENT, PRESENT, PRESENT, FROZEN, FROZEN, FROZEN, PRESENT, PRESENT, PRESENT, PRESENT, FROZEN);
    }

    @Test
    void theNoiseOfACodecIsNoMovement() {
        Random random = new Random(1);
        for (int second = 0; second < 6; second++) {
            Picture.Still noisy = still(100);
            for (int at = 0; at < CELLS; at++) {
                noisy.cells()[at] += (byte) (random.nextInt(3) - 1);
            }
            second(PRESENT, noisy);
        }

        assertThat(tracks).endsWith(FROZEN, FROZEN, FROZEN);
    }

    @Test
    void oneCellThatChangesIsMovement() {
        for (int second = 0; second < 6; second++) {
            Picture.Still clock = still(100);
            clock.cells()[77] += (byte) (second % 2 == 0 ? 0 : FrozenPicture.MOST_CELL + 1);
            second(PRESENT, clock);
        }

        assertThat(tracks).containsOnly(PRESENT);
    }

    @Test
    void aPictureThatGrowsBrighterSlowlyIsNotFrozen() {
        for (int second = 0; second < 60; second++) {
            second(PRESENT, still(100 + second));
        }

        assertThat(tracks).containsOnly(PRESENT);
    }

    @Test
    void brightLumaIsNotNegative() {
        for (int second = 0; second < 5; second++) {
            second(PRESENT, still(second % 2 == 0 ? 127 : 128));
        }

        assertThat(tracks).endsWith(FROZEN);
    }

    @Test
    void blackWinsAndWhatIsMissingIsNoStandstill() {
        for (int second = 0; second < 5; second++) {
            second(BLACK, still(0));
        }
        for (int second = 0; second < 3; second++) {
            second(PRESENT, still(100));
        }
        second(MISSING);
        for (int second = 0; second < 4; second++) {
            second(PRESENT, still(100));
        }

        assertThat(tracks.subList(0, 5)).containsOnly(BLACK);
        assertThat(tracks.subList(5, 13))
                .containsExactly(PRESENT, PRESENT, PRESENT, MISSING, PRESENT, PRESENT, PRESENT, FROZEN);
    }

    @Test
    void aStillThatNobodyMeasuredIsLikeNoOther() {
        for (int second = 0; second < 5; second++) {
            second(PRESENT, new Picture.Still(new byte[1], false));
        }

        assertThat(tracks).containsOnly(PRESENT);
    }
}
