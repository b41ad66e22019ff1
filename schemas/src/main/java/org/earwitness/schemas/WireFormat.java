package org.earwitness.schemas;

import java.io.ByteArrayOutputStream;

/** Confluent's wire format: byte 0 is zero, bytes 1 to 4 are the schema's id (big-endian), Avro binary follows. */
public final class WireFormat {
    /** Bytes before the Avro binary. */
    public static final int HEADER_BYTES = 5;

    private static final byte MAGIC = 0;

    private WireFormat() {}

    static void writeHeader(ByteArrayOutputStream bytes, int id) {
        bytes.write(MAGIC);
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
    }

    /**
     * The id in front of a record.
     *
     * @throws UndecodableRecord when the bytes do not begin as the format asks
     */
    public static int schemaId(String topic, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new UndecodableRecord("a record of " + topic + " has " + bytes.length
                    + " bytes; Confluent's wire format alone takes " + HEADER_BYTES);
        }
        if (bytes[0] != MAGIC) {
            throw new UndecodableRecord("a record of " + topic + " begins with byte " + (bytes[0] & 0xff)
                    + " instead of 0: it was not written in Confluent's wire format");
        }
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | (bytes[4] & 0xff);
    }
}
