package org.earwitness.ingest.read;

import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.schemas.Clock;

/**
 * Where a reading is, for the state of its stream.
 *
 * @param epoch the epoch it writes, or wrote last
 * @param nextIndex index of the segment that comes next
 * @param tracks what was found in the source, in words; empty until it was opened
 * @param clock where the time of its segments comes from
 * @param audioDelayMicros how much later sound arrives than the picture, as far as known
 * @param driftPpm how fast the source's clock runs against UTC, as far as known
 */
public record Snapshot(
        long epoch,
        long nextIndex,
        String tracks,
        Clock clock,
        OptionalLong audioDelayMicros,
        Optional<Double> driftPpm) {}
