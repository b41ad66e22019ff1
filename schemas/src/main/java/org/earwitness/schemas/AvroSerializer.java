package org.earwitness.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes one topic's records in Confluent's wire format. */
final class AvroSerializer<V extends SpecificRecord> implements Serializer<V> {
    private static final int FEWEST_BYTES = 1024;
    private static final int ROOM = 4;

    private final SchemaRegistry registry;
    private final String subject;
    private final Schema schema;
    private final SpecificDatumWriter<V> writer;
    // Records of a topic are alike, so a buffer as large as the last one rarely grows: growing copies a segment five
    // times.
    private int likelyBytes = FEWEST_BYTES;

    AvroSerializer(SchemaRegistry registry, Topic<V> topic) {
        this.registry = registry;
        this.subject = topic.subject();
        this.schema = topic.schema().orElseThrow();
        this.writer = new SpecificDatumWriter<>(schema, new TrustedRecords());
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable V value) {
        if (value == null) {
            return null;
        }
        int id = registry.idOf(subject, schema)
                .orElseThrow(() -> new RegistryRefusal(
                        40403,
                        "the schema registry does not have our schema under subject " + subject
                                + ". Run `earwitness topics apply` once, then start again"));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(likelyBytes);
            WireFormat.writeHeader(bytes, id);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(value, encoder);
            byte[] record = bytes.toByteArray();
            likelyBytes = Math.max(FEWEST_BYTES, record.length + record.length / ROOM);
            return record;
        } catch (IOException e) {
            throw new UndecodableRecord("a record for " + topic + " cannot be written as " + schema.getFullName(), e);
        }
    }
}
