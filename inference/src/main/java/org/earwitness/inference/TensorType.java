package org.earwitness.inference;

import java.util.Locale;

/** Types of the tensors that packs exchange with the engine. */
public enum TensorType {
    FLOAT32(4),
    UINT8(1),
    INT16(2),
    /** Anything a pack may not use at its border. */
    OTHER(0);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
