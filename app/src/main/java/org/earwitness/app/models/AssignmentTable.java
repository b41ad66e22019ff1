package org.earwitness.app.models;

import java.util.Map;
import java.util.Optional;
import org.earwitness.app.models.RunningPacks.Seen;
import org.earwitness.app.worker.ModelTopic;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.streaming.control.WantedPacks;

/**
 * What is assigned, and what the next assignment of a scope is made of. Pure.
 *
 * @param rows the rows of the topic, by scope
 * @param streams which pack each stream runs
 */
record AssignmentTable(Map<String, ModelTopic.Row> rows, Map<String, Seen> streams) {

    AssignmentTable {
        rows = Map.copyOf(rows);
        streams = Map.copyOf(streams);
    }

    /** What counts for a scope now: its own assignment, else that of all streams. */
    Optional<ModelAssignment> of(String scope) {
        return assignment(scope).or(() -> assignment(WantedPacks.ALL_STREAMS));
    }

    /** Which pack is active for a scope: what is assigned, else what all of its streams run. */
    Optional<PackReference> active(String scope) {
        return of(scope)
                .map(ModelAssignment::getActive)
                .or(() -> RunningPacks.only(streams.entrySet().stream()
                        .filter(stream -> scope.equals(WantedPacks.ALL_STREAMS) || scope.equals(stream.getKey()))
                        .map(Map.Entry::getValue)
                        .toList()));
    }

    /** A new active pack; the one before is kept for a rollback, a canary is over. */
    ModelAssignment activate(String scope, PackReference pack, String reason) {
        Optional<PackReference> former = active(scope);
        boolean same = former.filter(pack::equals).isPresent();
        ModelAssignment.Builder next = ModelAssignment.newBuilder()
                .setScope(scope)
                .setActive(pack)
                .setImmediate(false)
                .setReason(reason);
        Optional<PackReference> previous = same ? of(scope).map(ModelAssignment::getPrevious) : former;
        previous.ifPresent(next::setPrevious);
        of(scope)
                .map(ModelAssignment::getShadow)
                .filter(shadow -> !shadow.equals(pack))
                .ifPresent(next::setShadow);
        return next.build();
    }

    /** The pack before, from the next segment on; empty when none is known. */
    Optional<ModelAssignment> rollBack(String scope, String reason) {
        return of(scope)
                .flatMap(assignment -> Optional.ofNullable(assignment.getPrevious())
                        .map(previous -> ModelAssignment.newBuilder()
                                .setScope(scope)
                                .setActive(previous)
                                .setPrevious(assignment.getActive())
                                .setImmediate(true)
                                .setReason(reason)
                                .build()));
    }

    /** What is active for a scope, ready to be changed; empty when nothing is known to be. */
    Optional<ModelAssignment.Builder> continued(String scope, String reason) {
        Optional<ModelAssignment> now = of(scope);
        return active(scope).map(active -> {
            ModelAssignment.Builder next = ModelAssignment.newBuilder()
                    .setScope(scope)
                    .setActive(active)
                    .setImmediate(false)
                    .setReason(reason);
            now.map(ModelAssignment::getPrevious).ifPresent(next::setPrevious);
            now.map(ModelAssignment::getShadow).ifPresent(next::setShadow);
            now.map(ModelAssignment::getCanary).ifPresent(next::setCanary);
            return next;
        });
    }

    private Optional<ModelAssignment> assignment(String scope) {
        return Optional.ofNullable(rows.get(scope)).flatMap(ModelTopic.Row::assignment);
    }
}
