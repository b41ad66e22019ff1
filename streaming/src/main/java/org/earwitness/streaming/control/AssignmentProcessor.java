package org.earwitness.streaming.control;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.inference.shelf.WantedPack;
import org.earwitness.schemas.CanaryShare;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.streaming.control.AssignmentRecord.Assigned;
import org.earwitness.streaming.control.AssignmentRecord.Unreadable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the assignments in the global store and has the shelf open their packs. A record that cannot be read or followed is told,
 * counted and ignored; the one before it stays.
 */
public final class AssignmentProcessor implements Processor<String, AssignmentRecord, Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentProcessor.class);
    private static final String METER = "earwitness.streaming.assignments";

    private final String store;
    private final PackShelf shelf;
    private final MeterRegistry meters;
    private KeyValueStore<String, AssignmentRecord> records;

    /**
     * @param store name of the global store
     * @param shelf opens what is wanted
     * @param meters counts records
     */
    public AssignmentProcessor(String store, PackShelf shelf, MeterRegistry meters) {
        this.store = store;
        this.shelf = shelf;
        this.meters = meters;
        outcome("taken");
        outcome("ignored");
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        records = context.getStateStore(store);
        shelf.want(wanted());
    }

    @Override
    public void process(Record<String, AssignmentRecord> record) {
        Optional<String> flaw = flawOf(record.key(), record.value());
        if (flaw.isPresent()) {
            meters.counter(METER, "outcome", "ignored").increment();
            LOG.warn(
                    "A record of the models topic is ignored, what was assigned before stays; scope={} reason=\"{}\"",
                    record.key(),
                    flaw.orElseThrow());
            return;
        }
        records.put(record.key(), record.value());
        meters.counter(METER, "outcome", "taken").increment();
        if (record.value() instanceof Assigned assigned) {
            LOG.info(
                    "assigned; scope={} active={} immediate={} reason=\"{}\"",
                    record.key(),
                    wanted(assigned.assignment().getActive()),
                    assigned.assignment().getImmediate(),
                    assigned.assignment().getReason());
        }
        shelf.want(wanted());
    }

    /** Every pack that an assignment names: active, to go back to, in shadow, tried. */
    public static List<WantedPack> packsOf(ModelAssignment assignment) {
        List<WantedPack> packs = new ArrayList<>();
        packs.add(wanted(assignment.getActive()));
        Optional.ofNullable(assignment.getPrevious())
                .map(AssignmentProcessor::wanted)
                .ifPresent(packs::add);
        Optional.ofNullable(assignment.getShadow())
                .map(AssignmentProcessor::wanted)
                .ifPresent(packs::add);
        Optional.ofNullable(assignment.getCanary())
                .map(CanaryShare::getPack)
                .map(AssignmentProcessor::wanted)
                .ifPresent(packs::add);
        return packs;
    }

    private List<WantedPack> wanted() {
        List<WantedPack> packs = new ArrayList<>();
        try (KeyValueIterator<String, AssignmentRecord> all = records.all()) {
            while (all.hasNext()) {
                KeyValue<String, AssignmentRecord> each = all.next();
                if (each.value instanceof Assigned assigned) {
                    packs.addAll(packsOf(assigned.assignment()));
                }
            }
        }
        return packs;
    }

    /** A record without a value takes the scope's assignment away, and is none. */
    private static Optional<String> flawOf(@Nullable String scope, @Nullable AssignmentRecord record) {
        if (scope == null) {
            return Optional.of("it has no key");
        }
        if (record instanceof Unreadable unreadable) {
            return Optional.of(unreadable.reason());
        }
        return record instanceof Assigned assigned
                        && !assigned.assignment().getScope().equals(scope)
                ? Optional.of("its scope is '" + assigned.assignment().getScope() + "', its key another")
                : Optional.empty();
    }

    private static WantedPack wanted(PackReference pack) {
        return new WantedPack(pack.getName(), pack.getVersion(), pack.getDigest());
    }

    private void outcome(String outcome) {
        meters.counter(METER, "outcome", outcome);
    }
}
