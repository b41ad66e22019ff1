package org.earwitness.ingest.clip;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.SourceLimits;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.ingest.source.SourceSettings;

/** Reads files as streams are read, keeps their packets, and says which of their seconds became which segment. */
final class Kept implements AutoCloseable {
    static final long SETTLE_MILLIS = 20_000;

    private static final SourceLimits LIMITS = new SourceLimits(10_000, 10_000, 1, 8_192, 64, 3);
    private static final long SECOND = 1_000_000;

    final MeterRegistry meters = new SimpleMeterRegistry();
    final FolderClipStore store;
    private final ClipMeters counted = new ClipMeters(meters);
    private final ClipConfig config;
    private int recordings;

    Kept(ClipConfig config, Clock clock) {
        this.config = config;
        FfmpegSource.load();
        this.store = FolderClipStore.open(Path.of(config.folder().orElseThrow()), config, counted, clock);
    }

    static ClipConfig config(Path folder, long pieceMillis) {
        return new ClipConfig(Optional.of(folder.toString()), "local", 600_000, 1L << 30, pieceMillis);
    }

    /** Keeps a whole file as one recording; the references that its segments get. */
    List<String> keep(String stream, long epoch, Path file) {
        try (ClipRecorder recorder = recorder(stream)) {
            return keep(recorder, epoch, 0, file);
        }
    }

    ClipRecorder recorder(String stream) {
        recordings++;
        return new PieceRecorder(store, stream, "%04d".formatted(recordings), config.pieceMillis(), counted);
    }

    /** Keeps a whole file, whose time line begins here on that of the recorder. */
    List<String> keep(ClipRecorder recorder, long epoch, long offsetMicros, Path file) {
        List<String> references = new ArrayList<>();
        long[] second = {0};
        play(
                file,
                Optional.of(recorder.shifted(offsetMicros)),
                (micros, loudness, brightness) -> {
                    // A second is published when it is over, and somewhat later than that.
                    for (; (second[0] + 1) * SECOND + SECOND / 2 < micros; second[0]++) {
                        publish(recorder, epoch, second[0], offsetMicros).ifPresent(references::add);
                    }
                    last = micros;
                },
                false);
        for (; second[0] * SECOND < last; second[0]++) {
            publish(recorder, epoch, second[0], offsetMicros).ifPresent(references::add);
        }
        return references;
    }

    private long last;

    private static Optional<String> publish(ClipRecorder recorder, long epoch, long second, long offsetMicros) {
        long from = offsetMicros + second * SECOND;
        return recorder.segment(epoch, from / SECOND, from, from + SECOND);
    }

    double count(String name, String... tags) {
        return meters.counter("earwitness.ingest.clip." + name, tags).count();
    }

    void settle() {
        if (!store.settle(SETTLE_MILLIS)) {
            throw new IllegalStateException("the disk did not take all within " + SETTLE_MILLIS + " ms");
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** Where the first white frame is shown and the first loud sample heard, seconds. */
    record FlashAndBeep(double flash, double beep, double length) {
        static FlashAndBeep of(Path file) {
            double[] found = {-1, -1, 0};
            play(
                    file,
                    Optional.empty(),
                    (micros, loudness, brightness) -> {
                        if (found[0] < 0 && brightness > 128) {
                            found[0] = micros / 1e6;
                        }
                        if (found[1] < 0 && loudness > 1_000) {
                            found[1] = micros / 1e6;
                        }
                        found[2] = Math.max(found[2], micros / 1e6);
                    },
                    true);
            return new FlashAndBeep(found[0], found[1], found[2]);
        }
    }

    /** A frame or a sample: its place, and how loud (0 to 32767) or bright (0 to 255) it is, or -1. */
    private interface Sight {
        void seen(long micros, int loudness, int brightness);
    }

    private static void play(
            Path file, Optional<org.earwitness.ingest.source.PacketTap> tap, Sight sight, boolean closely) {
        SourceMeters none = new SourceMeters(new SimpleMeterRegistry());
        MediaAddress address = new MediaAddress(file.toString());
        try (MediaSource source =
                new FfmpegSource(address, SourceSettings.FILE, LIMITS, none, Clock.systemUTC(), tap)) {
            for (MediaEvent event = source.next(); !(event instanceof MediaEvent.Ended); event = source.next()) {
                if (event instanceof MediaEvent.Failed failed) {
                    throw new IllegalStateException(failed.reason());
                } else if (event instanceof MediaEvent.VideoFrame frame) {
                    sight.seen(frame.ptsMicros(), -1, closely ? brightness(frame) : -1);
                } else if (event instanceof MediaEvent.AudioSamples samples) {
                    for (int i = 0; i < samples.count(); i += closely ? 1 : samples.count()) {
                        int value = (short) ((samples.pcm()[2 * i] & 0xff) | (samples.pcm()[2 * i + 1] << 8));
                        sight.seen((samples.firstSample() + i) * SECOND / 16_000, Math.abs(value), -1);
                    }
                }
            }
        }
    }

    private static int brightness(MediaEvent.VideoFrame frame) {
        try {
            BufferedImage picture = ImageIO.read(
                    new ByteArrayInputStream(frame.picture().still().jpeg()));
            return picture.getRGB(picture.getWidth() / 2, picture.getHeight() / 2) & 0xff;
        } catch (IOException e) {
            throw new UncheckedIOException("a frame is no JPEG", e);
        }
    }
}
