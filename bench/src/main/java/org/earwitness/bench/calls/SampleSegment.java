package org.earwitness.bench.calls;

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
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;

/** A segment like those of a camera: four grainy frames of about 10 KB each and a second of noise. Always the same. */
public final class SampleSegment {
    private static final int SHAPES = 60;
    private static final int AUDIO_BYTES = 32_000;

    private SampleSegment() {}

    /** The segment. */
    public static Segment full() {
        byte[] audio = new byte[AUDIO_BYTES];
        new Random(11).nextBytes(audio);
        return Segment.newBuilder()
                .setStream("camera-1.mp4")
                .setKind(SegmentKind.MEDIA)
                .setEpoch(0)
                .setIndex(7)
                .setStartMicros(7_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setFrames(frames(4, 224))
                .setAudio(ByteBuffer.wrap(audio))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .build();
    }

    /** JPEG pictures of random coloured shapes. */
    static List<ByteBuffer> frames(int count, int size) {
        List<ByteBuffer> frames = new ArrayList<>();
        for (int frame = 0; frame < count; frame++) {
            frames.add(ByteBuffer.wrap(jpeg(size, new Random(frame))));
        }
        return frames;
    }

    private static byte[] jpeg(int size, Random random) {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        for (int shape = 0; shape < SHAPES; shape++) {
            pen.setColor(new Color(random.nextInt(0x1000000)));
            pen.fillOval(random.nextInt(size), random.nextInt(size), size / 4, size / 5);
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
