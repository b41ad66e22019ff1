package org.earwitness.app.run;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shape of a stream's picture. The frames of segments are square, whatever the camera gave. Any thread. */
public final class PictureAspect {
    private static final Pattern SIZE = Pattern.compile("\\b(\\d{2,5})x(\\d{2,5})\\b");

    private PictureAspect() {}

    /** Width by height, out of what ingest says about the tracks of a stream; empty when it names no picture. */
    public static Optional<Double> in(String tracks) {
        Matcher size = SIZE.matcher(tracks);
        if (!size.find() || Integer.parseInt(size.group(2)) == 0) {
            return Optional.empty();
        }
        double aspect = Double.parseDouble(size.group(1)) / Double.parseDouble(size.group(2));
        return Optional.of(Math.round(1000 * aspect) / 1000.0);
    }
}
