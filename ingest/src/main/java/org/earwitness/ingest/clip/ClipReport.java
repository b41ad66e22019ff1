package org.earwitness.ingest.clip;

import java.util.List;

/**
 * What was cut.
 *
 * @param epoch epoch of the segments
 * @param store the store it was found in
 * @param tracks its codecs, in words
 * @param lengthMicros from the start of the first segment, padding included, to the end of the last, microseconds
 * @param leadMicros how much of the file is before that start: less than a frame where players can be told to begin there, and
 *     else what is left from the key frame before it
 * @param remarks what is not as it was wanted, one sentence each
 */
public record ClipReport(
        long epoch, String store, String tracks, long lengthMicros, long leadMicros, List<String> remarks) {
    public ClipReport {
        remarks = List.copyOf(remarks);
    }
}
