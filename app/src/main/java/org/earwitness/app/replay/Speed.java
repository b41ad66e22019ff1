package org.earwitness.app.replay;

import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.streaming.replay.MediaPace;

/**
 * How fast segments are replayed.
 *
 * @param pace lets them go; empty for as fast as it goes
 */
record Speed(Optional<MediaPace> pace) implements AutoCloseable {

    /**
     * Reads what was written for {@code --speed}.
     *
     * @throws CommandFailed when it is neither {@code max} nor a number
     */
    static Speed parse(String text) {
        if (text.equals("max")) {
            return new Speed(Optional.empty());
        }
        try {
            return new Speed(Optional.of(new MediaPace(Double.parseDouble(text), System::nanoTime)));
        } catch (NumberFormatException noNumber) {
            throw CommandFailed.usage("--speed is " + text + ": it is neither max nor a number. Use 1 for real time.");
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage("--" + refused.getMessage());
        }
    }

    @Override
    public void close() {
        pace.ifPresent(MediaPace::close);
    }
}
