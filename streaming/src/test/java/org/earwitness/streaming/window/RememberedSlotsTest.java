package org.earwitness.streaming.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.earwitness.inference.Features;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.VideoTrack;

class RememberedSlotsTest {
    private static final int MOST = 5;

    @Property(tries = 50)
    void whateverIsPutReadAndTakenAwayItAnswersAsTheStoreDoes(@ForAll long seed) {
        Random random = new Random(seed);
        KeyValueStore<Slot, StoredSegment> store = store();
        KeyValueStore<Slot, StoredSegment> plain = store();
        RememberedSlots slots = new RememberedSlots(store, MOST);
        for (int step = 0; step < 300; step++) {
            Slot slot = new Slot("gate-" + random.nextInt(3), random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> {
                    StoredSegment segment = segment(random);
                    slots.put(slot, segment);
                    plain.put(slot, segment);
                }
                case 1 -> assertThat(slots.delete(slot)).isEqualTo(Optional.ofNullable(plain.delete(slot)));
                case 2 -> slots = random.nextInt(20) == 0 ? new RememberedSlots(store, MOST) : slots;
                default -> assertThat(slots.get(slot)).isEqualTo(Optional.ofNullable(plain.get(slot)));
            }
            assertThat(Optional.ofNullable(store.get(slot))).isEqualTo(Optional.ofNullable(plain.get(slot)));
        }
        store.close();
        plain.close();
    }

    private static StoredSegment segment(Random random) {
        byte[] features = new byte[1 + random.nextInt(20)];
        random.nextBytes(features);
        return new StoredSegment(
                random.nextInt(3),
                random.nextInt(100),
                0,
                Clock.MEDIA,
                1_000_000,
                VideoTrack.PRESENT,
                AudioTrack.SILENT,
                0,
                false,
                List.of(new Encoding("a".repeat(64), Optional.of(Features.of(features)), Optional.empty())),
                Optional.empty());
    }

    private static KeyValueStore<Slot, StoredSegment> store() {
        Serde<StoredSegment> values = StoredSegment.serde();
        KeyValueStore<Slot, StoredSegment> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("window"), Slot.serde(), values)
                .withLoggingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
