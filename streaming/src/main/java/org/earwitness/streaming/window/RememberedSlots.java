package org.earwitness.streaming.window;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The store of a task's windows with its newest slots in memory: each second of a stream looks at the whole window, which was read
 * out of bytes ten times over. Every change goes to the store at once; a task that is opened again remembers nothing and reads.
 * One thread at a time.
 */
public final class RememberedSlots {
    private static final float LOAD = 0.75f;

    private final KeyValueStore<Slot, StoredSegment> store;
    private final Map<Slot, StoredSegment> remembered;

    /**
     * @param store where the segments lie; written by nobody else while this is in use
     * @param most how many slots are remembered, the least recently used forgotten first
     */
    public RememberedSlots(KeyValueStore<Slot, StoredSegment> store, int most) {
        this.store = store;
        this.remembered = new LinkedHashMap<>(16, LOAD, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Slot, StoredSegment> eldest) {
                return size() > most;
            }
        };
    }

    Optional<StoredSegment> get(Slot slot) {
        StoredSegment known = remembered.get(slot);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<StoredSegment> stored = Optional.ofNullable(store.get(slot));
        stored.ifPresent(segment -> remembered.put(slot, segment));
        return stored;
    }

    void put(Slot slot, StoredSegment segment) {
        store.put(slot, segment);
        remembered.put(slot, segment);
    }

    Optional<StoredSegment> delete(Slot slot) {
        remembered.remove(slot);
        return Optional.ofNullable(store.delete(slot));
    }
}
