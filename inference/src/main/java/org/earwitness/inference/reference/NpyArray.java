package org.earwitness.inference.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One array of numbers as NumPy writes it: in C order, little-endian. Immutable.
 */
public final class NpyArray {
    private final NpyHeader header;
    private final ByteBuffer values;

    private NpyArray(NpyHeader header, ByteBuffer values) {
        this.header = header;
        this.values = values;
    }

    /**
     * Reads an {@code .npy} file.
     *
     * @param name what it is called, for messages
     * @throws UnusableReference when it is none, or not of a kind that a pack can exchange
     */
    public static NpyArray parse(String name, byte[] file) {
        NpyHeader header = NpyHeader.parse(name, file);
        long wanted = header.elements() * header.type().bytes();
        long found = (long) file.length - header.bytes();
        if (wanted != found) {
            throw new UnusableReference(
                    name + " has " + found + " bytes of values, but its shape " + header.shape() + " of "
                            + header.type() + " needs " + wanted + ". The file is cut off or damaged; write it again.");
        }
        ByteBuffer values = ByteBuffer.wrap(file, header.bytes(), (int) found).slice();
        return new NpyArray(header, values.order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Its dimensions, the examples first. */
    public List<Integer> shape() {
        return header.shape();
    }

    /** Type of its elements. */
    public NpyType type() {
        return header.type();
    }

    /** How many elements it has. */
    public int elements() {
        return Math.toIntExact(header.elements());
    }

    /** The element at a place in C order. */
    public double value(int place) {
        return header.type().value(values, place);
    }

    @Override
    public String toString() {
        return header.type() + header.shape().toString();
    }
}
