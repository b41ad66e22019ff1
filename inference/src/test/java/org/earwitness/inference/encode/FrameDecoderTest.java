package org.earwitness.inference.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.inference.fixture.FixtureSegments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final int SIZE = 64;
    private final FrameDecoder decoder = new FrameDecoder(1, SIZE);

    @AfterEach
    void closeDecoder() {
        decoder.close();
    }

    @Test
    void coloursAreThoseOfTheJavaDecoderOverTheWholeRange() throws IOException {
        for (Color colour : List.of(
                Color.BLACK, Color.WHITE, Color.RED, Color.GREEN, Color.BLUE, Color.GRAY, new Color(10, 200, 90))) {
            byte[] jpeg = FixtureSegments.jpeg(colour, SIZE, SIZE);
            assertThat(farthest(pixels(decoder, jpeg), ImageIO.read(new ByteArrayInputStream(jpeg))))
                    .as("farthest from %s", colour)
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aPictureOfTheWantedSizeIsThatOfTheJavaDecoder() throws IOException {
        byte[] jpeg = FixtureSegments.jpeg(waves(SIZE, SIZE));
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(jpeg));
        byte[] actual = pixels(decoder, jpeg);

        assertThat(farthest(actual, expected)).isLessThanOrEqualTo(24);
        assertThat(meanDistance(actual, expected)).isLessThan(2.5);
    }

    @Test
    void aLargerPictureIsScaledWithoutKeepingItsShape() throws IOException {
        byte[] actual = pixels(decoder, FixtureSegments.jpeg(waves(200, 120)));
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(FixtureSegments.jpeg(waves(SIZE, SIZE))));

        assertThat(meanDistance(actual, expected)).isLessThan(6);
    }

    @Test
    void greyAndProgressivePicturesAreReadToo() throws IOException {
        BufferedImage grey = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = grey.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, SIZE, SIZE / 2);
        graphics.dispose();
        byte[] pixels = pixels(decoder, FixtureSegments.jpeg(grey));
        assertThat(pixels[3 * 5 * SIZE] & 0xFF).isGreaterThan(250);
        assertThat(pixels[3 * (SIZE - 5) * SIZE] & 0xFF).isLessThan(5);

        byte[] progressive = progressive(waves(SIZE, SIZE));
        assertThat(meanDistance(pixels(decoder, progressive), ImageIO.read(new ByteArrayInputStream(progressive))))
                .isLessThan(2.5);
    }

    @Test
    void thePackLooksAtFramesThatAreSpreadEvenly() {
        assertThat(chosen(4, 4)).containsExactly(0, 1, 2, 3);
        assertThat(chosen(8, 2)).containsExactly(0, 4);
        assertThat(chosen(16, 4)).containsExactly(0, 4, 8, 12);
        assertThat(chosen(5, 3)).containsExactly(0, 1, 3);
        assertThat(chosen(25, 1)).containsExactly(0);
    }

    @Property
    void chosenFramesAreThereAndInOrder(
            @ForAll @IntRange(min = 1, max = 60) int wanted, @ForAll @IntRange(min = 0, max = 60) int more) {
        List<Integer> chosen = chosen(wanted + more, wanted);
        assertThat(chosen).doesNotHaveDuplicates().isSorted().allMatch(frame -> frame < wanted + more);
    }

    @Test
    void framesThatAreMissingAreTheLastOneAgain() {
        try (FrameDecoder four = new FrameDecoder(4, 16)) {
            ByteBuffer pixels = ByteBuffer.allocateDirect(4 * 16 * 16 * 3);
            four.decode(List.of(jpeg(Color.RED), jpeg(Color.BLUE)), pixels);

            List<List<Boolean>> redAndBlue = new ArrayList<>();
            for (int frame = 0; frame < 4; frame++) {
                int at = frame * 16 * 16 * 3 + 3 * 100;
                redAndBlue.add(List.of((pixels.get(at) & 0xFF) > 200, (pixels.get(at + 2) & 0xFF) > 200));
            }
            assertThat(redAndBlue)
                    .containsExactly(
                            List.of(true, false), List.of(false, true), List.of(false, true), List.of(false, true));
        }
    }

    @Test
    void framesThatAreNotLookedAtNeedNotBeReadable() {
        byte[] rubbish = {1, 2, 3};
        ByteBuffer pixels = ByteBuffer.allocateDirect(SIZE * SIZE * 3);
        decoder.decode(List.of(jpeg(Color.RED), ByteBuffer.wrap(rubbish)), pixels);

        assertThat(pixels.get(0) & 0xFF).isGreaterThan(200);
    }

    @Test
    void aFrameThatBreaksOffIsUnreadableAtEveryLengthAndTheNextIsRead() throws IOException {
        byte[] jpeg = FixtureSegments.jpeg(waves(SIZE, SIZE));
        for (int bytes = 0; bytes < jpeg.length - 1; bytes += 37) {
            byte[] broken = Arrays.copyOf(jpeg, bytes);
            assertThatThrownBy(() -> pixels(decoder, broken))
                    .isInstanceOf(UnreadableFrame.class)
                    .hasMessageStartingWith("frame 0 cannot be decoded: ");
        }
        assertThat(meanDistance(pixels(decoder, jpeg), ImageIO.read(new ByteArrayInputStream(jpeg))))
                .isLessThan(2.5);
    }

    @Test
    void aFrameThatIsCutInTheMiddleIsUnreadableAlthoughItHasAnEnd() {
        byte[] jpeg = FixtureSegments.jpeg(waves(256, 256));
        byte[] cut = Arrays.copyOf(jpeg, jpeg.length / 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        assertThatThrownBy(() -> pixels(decoder, cut)).isInstanceOf(UnreadableFrame.class);
    }

    @Test
    void noBytesWhateverTheyAreEndTheProcess() {
        Random random = new Random(8231);
        byte[] jpeg = FixtureSegments.jpeg(waves(SIZE, SIZE));
        int read = 0;
        for (int attempt = 0; attempt < 500; attempt++) {
            byte[] damaged = jpeg.clone();
            for (int i = 0; i < 1 + attempt % 20; i++) {
                damaged[2 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
            }
            try {
                pixels(decoder, damaged);
                read++;
            } catch (UnreadableFrame expected) {
                assertThat(expected).hasMessageContaining("frame 0");
            }
        }
        assertThat(read).isLessThan(500);
    }

    @Test
    void aPictureThatClaimsToBeHugeIsUnreadable() {
        byte[] jpeg = FixtureSegments.jpeg(Color.RED, SIZE, SIZE);
        int header = startOfFrame(jpeg);
        // Height and width follow marker, length and precision.
        jpeg[header + 5] = (byte) 0xFF;
        jpeg[header + 6] = (byte) 0xF0;
        jpeg[header + 7] = (byte) 0xFF;
        jpeg[header + 8] = (byte) 0xF0;

        assertThatThrownBy(() -> pixels(decoder, jpeg)).isInstanceOf(UnreadableFrame.class);
    }

    @Test
    void aPictureWithTooManyBytesIsUnreadable() {
        byte[] jpeg = Arrays.copyOf(FixtureSegments.jpeg(Color.RED, SIZE, SIZE), JpegDecoder.MOST_BYTES + 1);

        assertThatThrownBy(() -> pixels(decoder, jpeg))
                .isInstanceOf(UnreadableFrame.class)
                .hasMessageContaining("more than " + JpegDecoder.MOST_BYTES);
    }

    @Test
    void pictureSizesMayChangeFromFrameToFrame() {
        for (int side : new int[] {16, 640, 33, 640, 17}) {
            byte[] pixels = pixels(decoder, FixtureSegments.jpeg(Color.GREEN, side, side + 3));
            assertThat(pixels[1] & 0xFF).isGreaterThan(250);
            assertThat(pixels[pixels.length - 2] & 0xFF).isGreaterThan(250);
        }
    }

    @Test
    void nothingIsWrittenBehindThePicture() {
        for (int size : new int[] {16, 31, 33, 50, 224}) {
            try (FrameDecoder odd = new FrameDecoder(1, size)) {
                int bytes = size * size * 3;
                ByteBuffer memory = ByteBuffer.allocateDirect(bytes + 64);
                odd.decode(List.of(jpeg(Color.WHITE)), memory);
                for (int i = bytes; i < bytes + 64; i++) {
                    assertThat(memory.get(i))
                            .as("byte %d behind %d pixels", i - bytes, size)
                            .isZero();
                }
            }
        }
    }

    @Test
    void theFramesAreReadFromTheirPositionAndStayAsTheyWere() {
        byte[] jpeg = FixtureSegments.jpeg(Color.RED, SIZE, SIZE);
        ByteBuffer within = ByteBuffer.allocate(jpeg.length + 20)
                .position(7)
                .put(jpeg)
                .flip()
                .position(7);

        decoder.decode(List.of(within.asReadOnlyBuffer()), ByteBuffer.allocateDirect(SIZE * SIZE * 3));

        assertThat(within.position()).isEqualTo(7);
    }

    @Test
    void aClosedDecoderRefuses() {
        decoder.close();
        decoder.close();

        assertThatThrownBy(() -> pixels(decoder, FixtureSegments.jpeg(Color.RED, SIZE, SIZE)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noFramesOrTooLittleRoomAreTheCallersMistake() {
        assertThatThrownBy(() -> decoder.decode(List.of(), ByteBuffer.allocateDirect(SIZE * SIZE * 3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decoder.decode(
                        Collections.nCopies(2, jpeg(Color.RED)), ByteBuffer.allocateDirect(SIZE * SIZE * 3 - 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] pixels(FrameDecoder decoder, byte[] jpeg) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(SIZE * SIZE * 3);
        decoder.decode(List.of(ByteBuffer.wrap(jpeg)), pixels);
        byte[] bytes = new byte[pixels.capacity()];
        pixels.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer jpeg(Color colour) {
        return ByteBuffer.wrap(FixtureSegments.jpeg(colour, 32, 32));
    }

    private static List<Integer> chosen(int given, int wanted) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            chosen.add(FrameDecoder.chosen(i, given, wanted));
        }
        return chosen;
    }

    /** Slow waves of all three colours. */
    private static BufferedImage waves(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = 2 * Math.PI * x / width;
                double v = 2 * Math.PI * y / height;
                int red = (int) (127.5 + 127 * Math.sin(u));
                int green = (int) (127.5 + 127 * Math.sin(v));
                int blue = (int) (127.5 + 127 * Math.cos(u + v));
                image.setRGB(x, y, (red << 16) | (green << 8) | blue);
            }
        }
        return image;
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static int startOfFrame(byte[] jpeg) {
        for (int i = 0; i < jpeg.length - 1; i++) {
            if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
                return i;
            }
        }
        throw new AssertionError("this Java writes no baseline JPEG");
    }

    private static int farthest(byte[] pixels, BufferedImage expected) {
        int farthest = 0;
        for (int i = 0; i < pixels.length; i++) {
            farthest = Math.max(farthest, distance(pixels, expected, i));
        }
        return farthest;
    }

    private static double meanDistance(byte[] pixels, BufferedImage expected) {
        double sum = 0;
        for (int i = 0; i < pixels.length; i++) {
            sum += distance(pixels, expected, i);
        }
        return sum / pixels.length;
    }

    private static int distance(byte[] pixels, BufferedImage expected, int i) {
        int rgb = expected.getRGB(i / 3 % expected.getWidth(), i / 3 / expected.getWidth());
        int shift = 16 - 8 * (i % 3);
        return Math.abs((pixels[i] & 0xFF) - ((rgb >> shift) & 0xFF));
    }
}
