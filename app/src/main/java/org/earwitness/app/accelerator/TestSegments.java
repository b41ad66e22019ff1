package org.earwitness.app.accelerator;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.SegmentInput;

/** Seconds that need no media: frames of random shapes, and noise that swells and fades. Always the same for the same seed. */
final class TestSegments {
    private static final int SHAPES = 60;

    private TestSegments() {}

    /** So many segments for a pack. */
    static List<SegmentInput> make(PackManifest manifest, int count) {
        List<SegmentInput> segments = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Random random = new Random(number);
            List<ByteBuffer> frames = new ArrayList<>();
            for (int frame = 0; frame < manifest.visual().frames(); frame++) {
                frames.add(ByteBuffer.wrap(jpeg(manifest.visual().size(), random)));
            }
            segments.add(new SegmentInput(frames, ByteBuffer.wrap(noise(random))));
        }
        return segments;
    }

    private static byte[] noise(Random random) {
        byte[] audio = new byte[SegmentInput.AUDIO_BYTES];
        double loudness = random.nextDouble();
        for (int sample = 0; sample < audio.length / 2; sample++) {
            short value = (short) (20_000 * loudness * random.nextGaussian() / 3);
            audio[2 * sample] = (byte) value;
            audio[2 * sample + 1] = (byte) (value >> 8);
        }
        return audio;
    }

    private static byte[] jpeg(int size, Random random) {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        for (int shape = 0; shape < SHAPES; shape++) {
            pen.setColor(new Color(random.nextInt(0x1000000)));
            pen.fillOval(random.nextInt(size), random.nextInt(size), Math.max(1, size / 4), Math.max(1, size / 5));
        }
        pen.dispose();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(picture, "jpg", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be compressed", e);
        }
    }
}
