package org.earwitness.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Serdes of the catalogue's topics in Confluent's wire format: a zero byte, the schema's id in four bytes, Avro binary.
 *
 * <p>At run time nothing is registered: the id of a schema is looked up once a topic and remembered, so a registry that is away
 * stops nothing whose id is known. Safe for any thread; a serializer or deserializer serves one thread at a time.
 */
public final class AvroSerdes {
    private final SchemaRegistry registry;

    /** Serdes that ask this registry; it stays the caller's to close. */
    public AvroSerdes(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** The serde of a topic's values. */
    public <V extends SpecificRecord> Serde<V> of(Topic<V> topic) {
        return Serdes.serdeFrom(new AvroSerializer<>(registry, topic), new AvroDeserializer<>(registry, topic));
    }
}
