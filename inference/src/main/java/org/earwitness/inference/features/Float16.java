package org.earwitness.inference.features;

/**
 * Half precision floats (IEEE 754 binary16) as features are stored: 1 sign, 5 exponent and 10 fraction bits. Java has this
 * from version 20 on.
 */
final class Float16 {
    /** Largest finite value. */
    static final float MOST = 65_504f;

    private Float16() {}

    /** The nearest half, ties to even; what is larger than {@link #MOST} becomes infinite. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7FFF_FFFF;
        if (magnitude > 0x7F80_0000) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 0x477F_F000) {
            // Rounds to 65536 or more.
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x3880_0000) {
            // Below 2^-14 a half is a multiple of 2^-24; adding 0.5 makes the hardware round to just that multiple.
            float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | (Float.floatToRawIntBits(shifted) - 0x3F00_0000));
        }
        int roundedUp = magnitude + 0x0FFF + ((magnitude >>> 13) & 1);
        return (short) (sign | ((roundedUp - 0x3800_0000) >>> 13));
    }

    /** The float that a half stands for, exactly. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1F;
        int fraction = half & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F80_0000 | (fraction << 13));
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }
}
