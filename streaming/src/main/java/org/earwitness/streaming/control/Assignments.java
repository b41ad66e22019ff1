package org.earwitness.streaming.control;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.streaming.control.AssignmentRecord.Assigned;

/** What is assigned to a stream, for the operators of a task: from the global store, or nothing where packs are fixed. */
@FunctionalInterface
public interface Assignments {

    /** The assignment of the stream's own scope, else that of all streams; empty when there is neither. */
    Optional<ModelAssignment> of(String stream);

    /** Nothing is ever assigned. */
    static Assignments none() {
        return stream -> Optional.empty();
    }

    /**
     * Those of the global store.
     *
     * @param context of the operator that asks, in its init
     * @param store name of the store
     */
    static Assignments in(ProcessingContext context, String store) {
        ReadOnlyKeyValueStore<String, AssignmentRecord> records = context.getStateStore(store);
        return stream -> read(records, stream).or(() -> read(records, WantedPacks.ALL_STREAMS));
    }

    private static Optional<ModelAssignment> read(
            ReadOnlyKeyValueStore<String, AssignmentRecord> records, String scope) {
        return records.get(scope) instanceof Assigned assigned ? Optional.of(assigned.assignment()) : Optional.empty();
    }
}
