package org.earwitness.inference.localize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.earwitness.inference.InferenceUnavailable;
import org.junit.jupiter.api.Test;

class RoundingTest {

    @Property
    void aRoundedValueIsNearAndStaysWhatItIs(@ForAll @FloatRange(min = 0, max = 1) float value) {
        float rounded = Rounding.round(value);

        assertThat((double) Math.abs(rounded - value)).isLessThanOrEqualTo(0.5e-4 + 1e-8);
        assertThat(Rounding.round(rounded)).isEqualTo(rounded);
        assertThat(Float.toString(rounded).length()).isLessThanOrEqualTo(6);
    }

    @Test
    void nothingIsNeverMinusZero() {
        assertThat(Float.floatToRawIntBits(Rounding.round(-0.0f))).isZero();
        assertThat(Float.floatToRawIntBits(Rounding.round(-0.00001f))).isZero();
    }

    @Test
    void aValueThatIsNoNumberIsAFailureThatNamesItsPlace() {
        ByteBuffer floats = ByteBuffer.allocate(8).putFloat(0, 1).putFloat(4, Float.NaN);

        assertThatThrownBy(() -> Rounding.read(floats, 2, "probabilities"))
                .isInstanceOf(InferenceUnavailable.class)
                .hasMessageContaining("NaN in 'probabilities' at 1");
    }
}
