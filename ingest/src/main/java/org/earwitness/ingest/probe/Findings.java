package org.earwitness.ingest.probe;

import java.util.Optional;
import org.earwitness.ingest.source.FailureCause;

/**
 * What was found in a source: measured facts, no opinion.
 *
 * @param source what was opened and how
 * @param picture the picture track, if the source has one and it is pulled
 * @param sound the sound track, if the source has one and it is pulled
 * @param time where its time comes from and how evenly it runs
 * @param brokeOff how it failed while it was listened to; empty when it went on or ended in order
 */
public record Findings(
        SourceFindings source,
        Optional<PictureFindings> picture,
        Optional<SoundFindings> sound,
        TimeFindings time,
        Optional<BreakOff> brokeOff) {

    /**
     * A failure after media had come.
     *
     * @param cause what kind of failure
     * @param reason why, in words and without credentials
     */
    public record BreakOff(FailureCause cause, String reason) {}
}
