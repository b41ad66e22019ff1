package org.earwitness.app.run;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shape of a stream's picture. The frames of segments are square, whatever the camera gave. Any thread. */
public final class PictureAspect {
    private static final Pattern SIZE =
            Pattern.compile("\\b(\\d{2,5})x(\\d{2,5})\\b([^,]*turned by (?:90|270) degrees)?");

    private PictureAspect() {}

    /** Width by height, out of what ingest says about the tracks of a stream; empty when it names no picture. */
    public static Optional<Double> in(String tracks) {
        Matcher size = SIZE.matcher(tracks);
        if (!size.find() || Integer.parseInt(size.group(1)) == 0 || Integer.parseInt(size.group(2)) == 0) {
            return Optional.empty();
        }
        double stored = Double.parseDouble(size.group(1)) / Double.parseDouble(size.group(2));
        double aspect = size.group(3) == null ? stored : 1 / stored;
        return Optional.of(Math.round(1000 * aspect) / 1000.0);
    }
}
