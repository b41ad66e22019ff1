package org.earwitness.schemas;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads one topic's records in Confluent's wire format, whatever compatible schema they were written with. */
final class AvroDeserializer<V extends SpecificRecord> implements Deserializer<V> {
    private final SchemaRegistry registry;
    private final Topic<V> expected;
    private final Schema schema;
    // Readers by the id they were made for: a registry never changes what an id means, and a topic has few ids.
    private final Map<Integer, SpecificDatumReader<V>> readers = new HashMap<>();

    AvroDeserializer(SchemaRegistry registry, Topic<V> topic) {
        this.registry = registry;
        this.expected = topic;
        this.schema = topic.schema().orElseThrow();
    }

    @Override
    public @Nullable V deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        int id = WireFormat.schemaId(topic, bytes);
        SpecificDatumReader<V> reader = readerOf(topic, id);
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
        try {
            return expected.valueType().cast(reader.read(null, decoder));
        } catch (IOException
                | AvroRuntimeException
                | ClassCastException
                | IndexOutOfBoundsException
                | NegativeArraySizeException
                | UnsupportedOperationException e) {
            throw new UndecodableRecord(
                    "a record of " + topic + " with schema id " + id + " is not a whole " + schema.getFullName() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private SpecificDatumReader<V> readerOf(String topic, int id) {
        SpecificDatumReader<V> known = readers.get(id);
        if (known != null) {
            return known;
        }
        Schema written = registry.schemaOf(id)
                .orElseThrow(() -> new UndecodableRecord("a record of " + topic + " names schema id " + id
                        + ", which the schema registry does not have"));
        if (!written.getFullName().equals(schema.getFullName())) {
            throw new UndecodableRecord("a record of " + topic + " was written as " + written.getFullName()
                    + " (schema id " + id + "), but the topic holds " + schema.getFullName());
        }
        SpecificDatumReader<V> reader = new SpecificDatumReader<>(written, schema, new TrustedRecords());
        readers.put(id, reader);
        return reader;
    }
}
