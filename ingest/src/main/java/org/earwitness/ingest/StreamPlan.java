package org.earwitness.ingest;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.read.Placement;
import org.earwitness.ingest.read.ReadPlan;
import org.earwitness.ingest.read.Snapshot;
import org.earwitness.ingest.supervise.SupervisionLimits;

/**
 * How one stream is kept going.
 *
 * @param read how each reading goes
 * @param sources makes the source of a reading; called on the reader's thread, may take its time or refuse
 * @param placements gives the media of a reading its place
 * @param limits times of its supervision
 * @param reopens whether it is opened again when it ends or fails
 * @param before where the stream was before
 * @param nextEpoch the least epoch that a later supervision of the same stream may use
 * @param writer the way to Kafka
 */
record StreamPlan(
        ReadPlan read,
        Supplier<SourceOpening.OpenedSource> sources,
        Supplier<Placement> placements,
        SupervisionLimits limits,
        boolean reopens,
        Snapshot before,
        LongSupplier nextEpoch,
        SegmentPublisher.StreamWriter writer) {}
