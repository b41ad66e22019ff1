package org.earwitness.app.comparison;

import org.earwitness.streaming.replay.IntervalCut;
import org.earwitness.streaming.replay.Place;

/**
 * One stream's results of two passes over the same range.
 *
 * @param stream name of the stream
 * @param original what was said first, of the whole log
 * @param replayed what the replay said, of the range alone
 * @param cut where the range cuts
 * @param judged first place whose event had all that its window needs
 * @param intervalsFrom first place from which intervals must be the same; one that begins before it was cut, by retention or by a
 *     change of packs
 * @param window W, segments of a window of the pack that replayed
 */
public record BothPasses(
        String stream,
        StreamResults original,
        StreamResults replayed,
        IntervalCut cut,
        Place judged,
        Place intervalsFrom,
        int window) {}
