package org.earwitness.streaming.window;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Where a segment lies in the store: its stream, and its index modulo the number of slots. The newer overwrites the older, so
 * that state and changelog stay bounded.
 *
 * @param stream name of the stream
 * @param number 0-based
 */
public record Slot(String stream, int number) {

    /** The serde of the store's keys: the name, then the number in four bytes. */
    public static Serde<Slot> serde() {
        return Serdes.serdeFrom(
                (topic, slot) -> {
                    byte[] name = slot.stream.getBytes(StandardCharsets.UTF_8);
                    return ByteBuffer.allocate(name.length + Integer.BYTES)
                            .put(name)
                            .putInt(slot.number)
                            .array();
                },
                (topic, bytes) -> {
                    int nameBytes = bytes.length - Integer.BYTES;
                    String name = new String(bytes, 0, nameBytes, StandardCharsets.UTF_8);
                    return new Slot(name, ByteBuffer.wrap(bytes).getInt(nameBytes));
                });
    }
}
