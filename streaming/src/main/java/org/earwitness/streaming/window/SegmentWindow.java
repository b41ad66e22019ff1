package org.earwitness.streaming.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last segments of each stream, in a store that is overwritten in place. A shell around the store of one task: one thread at a
 * time.
 */
public final class SegmentWindow {
    private final RememberedSlots store;
    private final int slots;

    /**
     * @param store where the segments lie
     * @param slots how many of a stream are kept: window plus look-ahead
     */
    public SegmentWindow(RememberedSlots store, int slots) {
        this.store = store;
        this.slots = slots;
    }

    /** The segment at a place of a stream, if it came and is still kept. */
    public Optional<StoredSegment> at(String stream, long epoch, long index) {
        if (index < 0) {
            return Optional.empty();
        }
        return store.get(slotOf(stream, index)).filter(stored -> stored.epoch() == epoch && stored.index() == index);
    }

    /** The segments of a range of indexes, oldest first, with holes where none came. */
    public List<Optional<StoredSegment>> range(String stream, long epoch, long first, int count) {
        List<Optional<StoredSegment>> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            found.add(at(stream, epoch, first + i));
        }
        return found;
    }

    /** Keeps a segment, over the one that lay in its slot. */
    public void put(String stream, StoredSegment segment) {
        store.put(slotOf(stream, segment.index()), segment);
    }

    /**
     * Moves the segments of a stream when a pack with another window took over since they were put; the newest stay.
     *
     * @param slotsBefore how many slots the stream had; 0 when it had none
     */
    public void fit(String stream, int slotsBefore) {
        if (slotsBefore == slots || slotsBefore == 0) {
            return;
        }
        List<StoredSegment> kept = new ArrayList<>(slotsBefore);
        for (int number = 0; number < slotsBefore; number++) {
            store.delete(new Slot(stream, number)).ifPresent(kept::add);
        }
        kept.sort((a, b) ->
                a.epoch() != b.epoch() ? Long.compare(a.epoch(), b.epoch()) : Long.compare(a.index(), b.index()));
        kept.forEach(segment -> put(stream, segment));
    }

    private Slot slotOf(String stream, long index) {
        return new Slot(stream, Math.floorMod(index, slots));
    }
}
