package org.earwitness.app.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySlopeTest {
    @Test
    void whatIsFilledAtTheBeginningIsNoSlope() {
        MemorySlope slope = new MemorySlope(
                List.of(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L), List.of(0.0, 500.0, 900.0, 900.0, 900.0, 900.0));

        assertThat(slope.mebibytesPerThousand()).isZero();
    }

    @Test
    void aLeakIsItsSizeAThousandBatches() {
        MemorySlope slope = new MemorySlope(
                List.of(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L), List.of(0.0, 2.0, 4.0, 6.0, 8.0, 10.0));

        assertThat(slope.mebibytesPerThousand()).isCloseTo(2, within(1e-9));
    }

    @Test
    void oneLookIsNoSlope() {
        assertThat(new MemorySlope(List.of(0L), List.of(7.0)).mebibytesPerThousand())
                .isZero();
    }
}
