package org.earwitness.streaming.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final Map<Integer, Reader<T>> readers;

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
        this(name, version, writer, Map.of(version, reader));
    }

    private StateSerde(String name, int version, Writer<T> writer, Map<Integer, Reader<T>> readers) {
        this.name = name;
        this.version = version;
        this.writer = writer;
        this.readers = Map.copyOf(readers);
    }

    /** The same, reading a former version too: state outlives the program that wrote it. */
    public StateSerde<T> reading(int formerVersion, Reader<T> former) {
        Map<Integer, Reader<T>> more = new TreeMap<>(readers);
        more.put(formerVersion, former);
        return new StateSerde<>(name, version, writer, more);
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
     * @throws SerializationException when the bytes are of a version that is not read, or not whole
     */
    public T fromBytes(byte[] bytes) {
        try (DataInputStream fields = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int written = fields.readByte();
            Reader<T> reader = readers.get(written);
            if (reader == null) {
                throw new SerializationException("a stored " + name + " has version " + written
                        + ", this program reads " + new TreeSet<>(readers.keySet())
                        + ". Go back to the program that wrote it, or reset the application's state");
            }
            return reader.read(fields);
        } catch (IOException e) {
            throw new SerializationException("a stored " + name + " of " + bytes.length + " bytes is not whole", e);
        }
    }
}
