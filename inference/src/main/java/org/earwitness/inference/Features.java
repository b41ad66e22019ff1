package org.earwitness.inference;

import java.util.Arrays;

/**
 * The stored features of one segment, opaque to everyone but the engine whose pack made them: the pack's stored tensors one
 * after the other, in the pack's storage type, little-endian.
 */
public final class Features {
    private final byte[] bytes;

    private Features(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Features as they were stored; the bytes are copied. */
    public static Features of(byte[] bytes) {
        return new Features(bytes.clone());
    }

    /** The bytes to store; a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** How many bytes these features take in a store. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features features && Arrays.equals(bytes, features.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Features[" + bytes.length + " bytes]";
    }
}
