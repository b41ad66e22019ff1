package org.earwitness.inference.reference;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Types of elements that a reference may have. Doubles hold the values of all of them, whole numbers up to 2^53. */
public enum NpyType {
    FLOAT32("<f4", 4),
    FLOAT64("<f8", 8),
    UINT8("|u1", 1),
    INT16("<i2", 2),
    INT64("<i8", 8);

    private final String description;
    private final int bytes;

    NpyType(String description, int bytes) {
        this.description = description;
        this.bytes = bytes;
    }

    /** The type that NumPy describes so, if it is one of these. */
    static Optional<NpyType> of(String description) {
        return Arrays.stream(values())
                .filter(type -> type.description.equals(description))
                .findFirst();
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    double value(ByteBuffer values, int place) {
        return switch (this) {
            case FLOAT32 -> values.getFloat(4 * place);
            case FLOAT64 -> values.getDouble(8 * place);
            case UINT8 -> values.get(place) & 0xFF;
            case INT16 -> values.getShort(2 * place);
            case INT64 -> values.getLong(8 * place);
        };
    }

    @Override
    public String toString() {
        return description.substring(1);
    }
}
