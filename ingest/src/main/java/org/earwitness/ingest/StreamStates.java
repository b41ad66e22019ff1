package org.earwitness.ingest;

import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.read.ReadPlan;
import org.earwitness.ingest.read.Snapshot;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.supervise.StreamState;
import org.earwitness.schemas.StreamStatus;

/**
 * Writes states of streams to {@code av.streams}; never waits. Any thread.
 *
 * @param publisher the way to Kafka
 * @param worker name of this worker, empty outside a group
 */
record StreamStates(SegmentPublisher publisher, String worker) {
    void tell(ReadPlan plan, StreamState state, Snapshot snapshot, long dropped) {
        StreamStatus.Builder status = StreamStatus.newBuilder()
                .setStream(plan.stream())
                .setState(state.condition())
                .setReason(state.reason())
                .setEpoch(snapshot.epoch())
                .setNextIndex(snapshot.nextIndex())
                .setAttempt(state.attempt())
                .setSource(plan.shownAddress())
                .setTracks(snapshot.tracks())
                .setCause(state.cause().map(FailureCause::name).orElse(""))
                .setClock(snapshot.clock())
                .setDropped(dropped)
                .setWorker(worker);
        snapshot.audioDelayMicros().ifPresent(status::setAudioDelayMicros);
        snapshot.driftPpm().ifPresent(drift -> status.setDriftPpm(drift.floatValue()));
        publisher.publish(status.build());
    }
}
