package org.earwitness.streaming.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Puts one kind of state into bytes and back: a version byte, then whatever the writer writes. Any thread may use it.
 *
 * @param <T> the kind of state; must be immutable
 */
public final class StateSerde<T> implements Serde<T> {
    private static final int TYPICAL_BYTES = 256;

    private final String name;
    private final int version;
    private final Writer<T> writer;
    private final Reader<T> reader;

    /** Writes the fields of a state. */
    @FunctionalInterface
    public interface Writer<T> {
        /** Writes all fields, in the order the reader reads them. */
        void write(T state, DataOutputStream fields) throws IOException;
    }

    /** Reads the fields of a state. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads all fields, in the order the writer wrote them. */
        T read(DataInputStream fields) throws IOException;
    }

    /**
     * @param name what the state is, for errors
     * @param version 1 to 127; grows when the fields change
     * @param writer writes the fields of this version
     * @param reader reads the fields of this version
     */
    public StateSerde(String name, int version, Writer<T> writer, Reader<T> reader) {
        this.name = name;
        this.version = version;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, state) -> state == null ? null : toBytes(state);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> bytes == null ? null : fromBytes(bytes);
    }

    /** The bytes of a state. */
    public byte[] toBytes(T state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (DataOutputStream fields = new DataOutputStream(bytes)) {
            fields.writeByte(version);
            writer.write(state, fields);
        } catch (IOException e) {
            throw new UncheckedIOException("a " + name + " cannot be written to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The state of some bytes.
     *
     * @throws SerializationException when the bytes are of another version or not whole
     */
    public T fromBytes(byte[] bytes) {
        try (DataInputStream fields = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int written = fields.readByte();
            if (written != version) {
                throw new SerializationException(
                        "a stored " + name + " has version " + written + ", this program reads " + version
                                + ". Go back to the program that wrote it, or reset the application's state");
            }
            return reader.read(fields);
        } catch (IOException e) {
            throw new SerializationException("a stored " + name + " of " + bytes.length + " bytes is not whole", e);
        }
    }
}
