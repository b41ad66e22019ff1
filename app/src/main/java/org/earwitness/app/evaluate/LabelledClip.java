package org.earwitness.app.evaluate;

import java.nio.file.Path;
import java.util.List;

/**
 * A media file and what is both heard and seen in it.
 *
 * @param file where it lies
 * @param labels one label a second, from its start
 */
record LabelledClip(Path file, List<String> labels) {
    LabelledClip {
        labels = List.copyOf(labels);
    }
}
