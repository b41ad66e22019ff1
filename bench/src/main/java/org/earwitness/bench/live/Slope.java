package org.earwitness.bench.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A straight line through points. */
final class Slope {
    private record Point(double x, double y) {}

    private final List<Point> points = new ArrayList<>();

    void add(double x, double y) {
        points.add(new Point(x, y));
    }

    /** How steep the second half of the points is, least squares; the first is the warming up. */
    String ofSecondHalf() {
        List<Point> half = points.subList(points.size() / 2, points.size());
        double meanX = half.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = half.stream().mapToDouble(Point::y).average().orElse(0);
        double above = half.stream()
                .mapToDouble(point -> (point.x() - meanX) * (point.y() - meanY))
                .sum();
        double below = half.stream()
                .mapToDouble(point -> (point.x() - meanX) * (point.x() - meanX))
                .sum();
        return below == 0 ? "-" : String.format(Locale.ROOT, "%+.2f", above / below);
    }
}
