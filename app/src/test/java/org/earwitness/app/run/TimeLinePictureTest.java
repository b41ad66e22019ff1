package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLinePictureTest {
    private final LabelColours colours = new LabelColours(List.of("bark", "baby_cry", "cat"));

    @Test
    void aBarInTheLabelsColourLiesWhereTheIntervalIs() {
        StreamReport street = Reports.street();
        BufferedImage picture = new TimeLinePicture(colours).draw(street, Map.of(), 16.0 / 9);
        PlotGeometry geometry = new PlotGeometry(48, 1104, street.endMicros());
        int y = PlotGeometry.BAND_TOP + 3;
        assertThat(rgb(picture, (int) geometry.x(6_800_000), y)).isEqualTo(Color.decode(colours.of("bark")));
        assertThat(rgb(picture, (int) geometry.x(12_100_000), y)).isEqualTo(Color.decode(colours.of("baby_cry")));
        assertThat(rgb(picture, (int) geometry.x(9_500_000), y)).isEqualTo(new Color(0xfcfcfd));
    }

    @Test
    void theFrameOfThePeakIsWarmWhereTheSoundPoints() {
        BufferedImage grey = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        BufferedImage over = AttentionOverlay.over(grey, Reports.pointingAt(5, 1), 280, 140);
        assertThat(rgb(over, 280 * 11 / 14, 140 * 3 / 14).getRed()).isGreaterThan(150);
        assertThat(rgb(over, 20, 130)).isEqualTo(Color.BLACK);
    }

    @Test
    void anEvenMapLightsNothingUp() {
        float[] even = new float[49];
        java.util.Arrays.fill(even, 1f / 49);
        BufferedImage over = AttentionOverlay.over(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), even, 28, 28);
        assertThat(rgb(over, 14, 14)).isEqualTo(Color.BLACK);
    }

    @Test
    void ofManyIntervalsTheHighestPeaksAreShownInOrderOfTime() {
        List<IntervalLine> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(new IntervalLine(
                    "cat",
                    i * 3L,
                    i * 3_000_000L,
                    i * 3_000_000L + 1_000_000,
                    (i * 7 % 40) / 40f,
                    i * 3L,
                    new float[49],
                    true));
        }
        StreamReport report = new StreamReport("many", Optional.empty(), List.of(), many, 120_000_000, 0);
        List<IntervalLine> shown = TimeLinePicture.shown(report);
        assertThat(shown).hasSize(TimeLinePicture.MOST_FRAMES).allMatch(interval -> interval.peakScore() > 0.39f);
        assertThat(shown).extracting(IntervalLine::firstSegment).isSorted();
        assertThat(new TimeLinePicture(colours).draw(report, Map.of(), 1).getHeight())
                .isLessThan(2600);
    }

    @Test
    void aLabelKeepsItsColourWhateverTheOrderOfThePack() {
        LabelColours other = new LabelColours(List.of("cat", "baby_cry", "bark"));
        assertThat(other.of("bark")).isEqualTo(colours.of("bark")).isNotEqualTo(colours.of("cat"));
        assertThat(colours.of("background")).isEqualTo(LabelColours.BACKGROUND);
    }

    private static Color rgb(BufferedImage picture, int x, int y) {
        return new Color(picture.getRGB(x, y));
    }
}
