package org.earwitness.app.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports that tests render: a street with a dog and a child, and a stream in which nothing happens. */
final class Reports {
    private static final float[] EVEN = new float[SegmentLine.PLACES];

    private Reports() {}

    static StreamReport street() {
        List<SegmentLine> segments = new ArrayList<>();
        for (int second = 0; second < 24; second++) {
            boolean bark = second >= 3 && second < 7;
            boolean cry = second >= 12 && second < 18;
            String label = bark ? "bark" : cry ? "baby_cry" : "background";
            float score = bark || cry ? 0.55f + 0.05f * (second % 6) : 0.81f + 0.01f * (second % 7);
            segments.add(new SegmentLine(second, second * 1_000_000L, label, score, pointingAt(second % 7, 3)));
        }
        return new StreamReport(
                "street/west.mp4",
                Optional.of("starter 1.0.0"),
                segments,
                List.of(
                        new IntervalLine("bark", 3, 3_000_000, 7_000_000, 0.8f, 5, pointingAt(5, 3), true),
                        new IntervalLine("baby_cry", 12, 12_000_000, 18_000_000, 0.8f, 17, pointingAt(1, 1), true)),
                23_480_000,
                0);
    }

    static StreamReport quiet() {
        return new StreamReport(
                "quiet.mp4",
                Optional.of("starter 1.0.0"),
                List.of(new SegmentLine(0, 0, "background", 0.9999f, EVEN)),
                List.of(),
                640_000,
                2);
    }

    static StreamReport brokenOff() {
        return new StreamReport(
                "night --> gate & <yard>.mkv",
                Optional.of("starter 1.0.0"),
                List.of(),
                List.of(new IntervalLine(
                        "male_speech <close>", 3_600, 3_600_000_000L, 3_725_500_000L, 0.91f, 3_601, EVEN, false)),
                3_725_500_000L,
                1);
    }

    /** A map whose weight lies mostly on one place and its neighbours. */
    static float[] pointingAt(int column, int row) {
        float[] weights = new float[SegmentLine.PLACES];
        double sum = 0;
        for (int place = 0; place < weights.length; place++) {
            double away = Math.hypot(place % 7 - column, place / 7 - row);
            weights[place] = (float) Math.exp(-away * away / 2);
            sum += weights[place];
        }
        for (int place = 0; place < weights.length; place++) {
            weights[place] = (float) (Math.round(weights[place] / sum * 1e4) / 1e4);
        }
        return weights;
    }
}
