package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationTest {
    /** From the start of the box's name to its matrix, in version 0 of the box. */
    private static final int MATRIX_OFFSET = 44;

    private static final int ONE = 1 << 16;

    @TempDir
    Path folder;

    @Test
    void threeQuartersTurnsUndoOne() {
        byte[] source = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        byte[] once = new byte[9];
        byte[] back = new byte[9];

        new Rotation(1).turn(source, once, 3);
        new Rotation(3).turn(once, back, 3);

        assertThat(once).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
        assertThat(back).containsExactly(source);
    }

    /** The picture is white in its upper left quarter; a, b, c, d are the display matrix that a telephone writes. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0, 1, 0, 0", "0, 1, -1, 0, 1, 0", "-1, 0, 0, -1, 1, 1", "0, -1, 1, 0, 0, 1"})
    void aTelephonesDisplayMatrixTurnsThePictureUpright(int a, int b, int c, int d, int whiteColumn, int whiteRow)
            throws IOException {
        Path file = new MediaFiles(folder)
                .make(
                        "corner.mp4",
                        "-f lavfi -i color=black:size=320x240:rate=10:duration=1,drawbox=0:0:160:120:white:fill"
                                + " -c:v mpeg4 -q:v 2");
        byte[] bytes = Files.readAllBytes(file);
        int box = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd");
        ByteBuffer.wrap(bytes)
                .position(box + MATRIX_OFFSET)
                .putInt(a * ONE)
                .putInt(b * ONE)
                .putInt(0)
                .putInt(c * ONE)
                .putInt(d * ONE);
        Files.write(file, bytes);

        byte[] jpeg =
                SegmentDump.of(file).seconds().get(0).frames().get(0).still().jpeg();

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(picture.getWidth()).isEqualTo(224);
        assertThat(picture.getHeight()).isEqualTo(224);
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                boolean white = column == whiteColumn && row == whiteRow;
                assertThat(picture.getRGB(56 + 112 * column, 56 + 112 * row) & 0xff)
                        .as("quarter in column %d, row %d", column, row)
                        .matches(blue -> white ? blue > 200 : blue < 40);
            }
        }
    }
}
