package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 100, 224, 256})
    void eachCellIsTheMeanOfItsPixels(int size) {
        byte[] luma = new byte[size * size];
        new Random(size).nextBytes(luma);
        byte[] cells = Cells.of(luma, size);
        int side = Math.min(Cells.SIDE, size);

        assertThat(cells).hasSize(side * side);
        for (int cell = 0; cell < cells.length; cell++) {
            long sum = 0;
            int pixels = 0;
            for (int y = cell / side * size / side; y < (cell / side + 1) * size / side; y++) {
                for (int x = cell % side * size / side; x < (cell % side + 1) * size / side; x++) {
                    sum += luma[y * size + x] & 0xff;
                    pixels++;
                }
            }
            assertThat(cells[cell] & 0xff).isEqualTo(Math.round((float) sum / pixels));
        }
    }

    @Test
    void aWhitePictureIsWhiteInEachCell() {
        byte[] luma = new byte[224 * 224];
        Arrays.fill(luma, (byte) 255);

        assertThat(Cells.of(luma, 224)).containsOnly((byte) 255);
    }
}
