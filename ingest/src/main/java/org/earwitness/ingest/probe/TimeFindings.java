package org.earwitness.ingest.probe;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.earwitness.schemas.Clock;

/**
 * Where a source's time comes from, and how evenly it runs.
 *
 * @param clock who says when something was recorded; MEDIA for a file, which has no place in UTC
 * @param behindMicros how long after its recording media came here, by the source's clock and this machine's, microseconds;
 *     negative where the source's clock is ahead; with ARRIVAL what a sender's clock says that ingest does not believe; empty
 *     where arrival is all there is
 * @param jitterMicros how unevenly packets came: the spread of the middle 90 % of their delays, microseconds; empty for files
 *     and playlists
 * @param pace seconds of media that came a second; empty for files and playlists
 * @param audioDelayMicros how much later sound arrives than the picture of the same PTS, microseconds; negative if earlier,
 *     empty while it is not known
 * @param audioStartMicros how much later the sound track begins than the picture track, microseconds; negative if earlier,
 *     empty unless both came
 * @param jumps breaks in the time stamps
 * @param unordered frames that were left out because their time stamp was not after the one before
 */
public record TimeFindings(
        Clock clock,
        OptionalLong behindMicros,
        OptionalLong jitterMicros,
        OptionalDouble pace,
        OptionalLong audioDelayMicros,
        OptionalLong audioStartMicros,
        long jumps,
        long unordered) {}
