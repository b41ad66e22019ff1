package org.earwitness.streaming.state;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Gives each store its share of the process' {@link StoreMemory}. Kafka Streams makes one a store and hands it the memory under
 * {@link #SETTING}; without one the store keeps its own.
 */
public final class SharedStoreMemory implements RocksDBConfigSetter {
    /** Setting under which Kafka Streams hands the memory to the stores. */
    public static final String SETTING = "earwitness.store.memory";

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Optional.ofNullable(configs.get(SETTING))
                .map(StoreMemory.class::cast)
                .ifPresent(memory -> memory.applyTo(options));
    }

    @Override
    public void close(String storeName, Options options) {
        // the memory is everybody's: whoever made it closes it
    }
}
