package org.earwitness.app.rejected;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.earwitness.app.command.TextTable;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.UndecodableRecord;
import org.earwitness.schemas.WireFormat;

/** The value of a record in words: its fields where it can be decoded, else why not and its first bytes. */
final class DecodedValue {
    private static final int FIRST_BYTES = 64;
    private static final int LONGEST_FIELD = 200;

    private DecodedValue() {}

    static List<String> lines(String topic, byte[] value, Optional<SchemaRegistry> registry) {
        if (registry.isEmpty()) {
            return raw(value, "no schema registry is named; use --schema-registry-url to see its fields");
        }
        try {
            int id = WireFormat.schemaId(topic, value);
            Optional<Schema> schema = registry.get().schemaOf(id);
            return schema.isEmpty()
                    ? raw(value, "the registry knows no schema with id " + id)
                    : fields(decode(schema.get(), value), id);
        } catch (UndecodableRecord | AvroRuntimeException | IOException e) {
            return raw(value, String.valueOf(e.getMessage()));
        }
    }

    private static GenericRecord decode(Schema schema, byte[] value) throws IOException {
        int header = WireFormat.HEADER_BYTES;
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, header, value.length - header, null));
    }

    private static List<String> fields(GenericRecord record, int id) {
        List<String> lines = new ArrayList<>();
        lines.add(record.getSchema().getFullName() + ", schema id " + id);
        for (Schema.Field field : record.getSchema().getFields()) {
            lines.add("  " + field.name() + ": " + text(Optional.ofNullable(record.get(field.pos()))));
        }
        return lines;
    }

    private static String text(Optional<Object> value) {
        if (value.isEmpty()) {
            return "null";
        }
        if (value.get() instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        if (value.get() instanceof List<?> list && list.stream().anyMatch(ByteBuffer.class::isInstance)) {
            return list.size() + " entries: "
                    + String.join(
                            ", ",
                            list.stream().map(entry -> text(Optional.of(entry))).toList());
        }
        String text = TextTable.printable(value.get().toString());
        return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD) + " ..";
    }

    private static List<String> raw(byte[] value, String reason) {
        List<String> lines = new ArrayList<>();
        lines.add(value.length + " bytes, not decoded: " + reason);
        int shown = Math.min(value.length, FIRST_BYTES);
        lines.add("  " + HexFormat.ofDelimiter(" ").formatHex(value, 0, shown) + (shown < value.length ? " .." : ""));
        return lines;
    }
}
