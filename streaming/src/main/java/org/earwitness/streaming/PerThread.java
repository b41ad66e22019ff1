package org.earwitness.streaming;

import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializers that any thread may use, of ones that serve a single thread: a topology hands one object to all of its stream
 * threads.
 */
public final class PerThread {
    private PerThread() {}

    /** Gives each thread a serializer of its own. */
    public static <V> Serializer<V> serializer(Supplier<Serializer<V>> maker) {
        ThreadLocal<Serializer<V>> own = ThreadLocal.withInitial(maker);
        return (topic, value) -> own.get().serialize(topic, value);
    }

    /** Gives each thread a deserializer of its own. */
    public static <V> Deserializer<V> deserializer(Supplier<Deserializer<V>> maker) {
        ThreadLocal<Deserializer<V>> own = ThreadLocal.withInitial(maker);
        return (topic, bytes) -> own.get().deserialize(topic, bytes);
    }
}
