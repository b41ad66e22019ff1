package org.earwitness.inference.features;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class Float16Test {

    @Test
    void everyHalfIsTheFloatThatItsDefinitionSays() {
        for (int bits = 0; bits < 65_536; bits++) {
            float expected = defined(bits);
            float actual = Float16.toFloat((short) bits);
            if (Float.isNaN(expected)) {
                assertThat(actual).as("half %04x", bits).isNaN();
            } else {
                assertThat(Float.floatToRawIntBits(actual))
                        .as("half %04x", bits)
                        .isEqualTo(Float.floatToRawIntBits(expected));
            }
        }
    }

    @Test
    void everyHalfSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 65_536; bits++) {
            float value = Float16.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(Float16.of(value)).as("half %04x", bits).isEqualTo((short) bits);
            }
        }
        assertThat(Float16.toFloat(Float16.of(Float.NaN))).isNaN();
    }

    @Test
    void betweenTwoHalvesTheNearerIsTakenAndTheEvenOneInTheMiddle() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float below = Float16.toFloat((short) bits);
            float above = Float16.toFloat((short) (bits + 1));
            float middle = (below + above) / 2;
            short even = (short) (bits % 2 == 0 ? bits : bits + 1);
            assertThat(Float16.of(middle)).as("middle above %04x", bits).isEqualTo(even);
            assertThat(Float16.of(Math.nextDown(middle)))
                    .as("below the middle above %04x", bits)
                    .isEqualTo((short) bits);
            assertThat(Float16.of(Math.nextUp(middle)))
                    .as("over the middle above %04x", bits)
                    .isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void whatIsTooLargeBecomesInfinite() {
        assertThat(Float16.toFloat(Float16.of(65_519.99f))).isEqualTo(Float16.MOST);
        assertThat(Float16.toFloat(Float16.of(65_520f))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Float16.toFloat(Float16.of(-1e30f))).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Property
    void theErrorIsAtMostHalfAStepOfTheFraction(@ForAll @FloatRange(min = -60_000, max = 60_000) float value) {
        float stored = Float16.toFloat(Float16.of(value));
        assertThat(Math.abs(stored - value)).isLessThanOrEqualTo(Math.max(Math.abs(value) / 2048, 0x1p-25f));
    }

    /** IEEE 754: (-1)^s 2^(e-15) (1 + f/1024), for e = 0 (-1)^s 2^-14 f/1024, for e = 31 infinite or no number. */
    private static float defined(int bits) {
        double sign = (bits & 0x8000) == 0 ? 1 : -1;
        int exponent = (bits >> 10) & 31;
        int fraction = bits & 1023;
        if (exponent == 31) {
            return fraction == 0 ? (float) (sign * Double.POSITIVE_INFINITY) : Float.NaN;
        }
        double magnitude = exponent == 0
                ? Math.pow(2, -14) * fraction / 1024
                : Math.pow(2, exponent - 15) * (1 + fraction / 1024.0);
        return (float) (sign * magnitude);
    }
}
