package org.earwitness.streaming.replay;

/**
 * A stretch, and from where on its events must be the same bytes as those of the whole log.
 *
 * @param stretch what is processed
 * @param judged first place whose event had all that its window needs; behind {@code stretch.reported()} only where retention has
 *     deleted what came before
 */
public record PlannedStretch(Stretch stretch, Place judged) {}
