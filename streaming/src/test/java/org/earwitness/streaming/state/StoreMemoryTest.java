package org.earwitness.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMemoryTest {
    private static final int STORES = 40;
    private static final int VALUE_BYTES = 10_000;
    private static final int VALUES_A_STORE = 60;
    private static final int MEGABYTES = 16;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void allStoresTogetherStayWithinTheBound() {
        try (StoreMemory memory = new StoreMemory(MEGABYTES);
                TopologyTestDriver driver = driver(memory)) {
            byte[] value = new byte[VALUE_BYTES];
            long most = 0;
            for (int round = 0; round < VALUES_A_STORE; round++) {
                for (int store = 0; store < STORES; store++) {
                    KeyValueStore<String, byte[]> it = driver.getKeyValueStore(name(store));
                    it.put("key-" + round, value);
                    most = Math.max(most, memory.usedBytes());
                }
            }

            // 24 MB were written: more than the bound, so some of it had to go to disk.
            assertThat(most).isBetween(1L << 20, MEGABYTES * 1024L * 1024);
            KeyValueStore<String, byte[]> last = driver.getKeyValueStore(name(STORES - 1));
            assertThat(last.get("key-0")).isEqualTo(value);
        }
    }

    @Test
    void whatIsClosedUsesNothingAndMayStillBeAsked() {
        StoreMemory memory = new StoreMemory(MEGABYTES);
        memory.close();

        assertThat(memory.usedBytes()).isZero();
    }

    private TopologyTestDriver driver(StoreMemory memory) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "memory");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedStoreMemory.class);
        settings.put(SharedStoreMemory.SETTING, memory);
        Topology topology = new Topology()
                .addSource(
                        "in", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), "in")
                .addProcessor("nothing", Nothing::new, "in");
        for (int store = 0; store < STORES; store++) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(name(store)), Serdes.String(), Serdes.ByteArray())
                            .withCachingDisabled()
                            .withLoggingDisabled(),
                    "nothing");
        }
        return new TopologyTestDriver(topology, settings);
    }

    private static String name(int store) {
        return "store-" + store;
    }

    /** Processes nothing; the stores hang on it. */
    private static final class Nothing extends ContextualProcessor<String, byte[], String, byte[]> {
        @Override
        public void process(Record<String, byte[]> record) {}
    }
}
