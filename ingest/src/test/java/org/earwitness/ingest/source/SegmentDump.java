package org.earwitness.ingest.source;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.earwitness.ingest.segment.ChosenFrame;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;

/** Cuts a file into seconds by the real source and the real segmenter, and writes them as lines that a person can compare. */
final class SegmentDump {
    static final SourceLimits LIMITS = new SourceLimits(10_000, 10_000, 1, 8_192, 224, 3);
    static final int FRAMES_PER_SECOND = 4;
    static final long MAX_LEAD_MICROS = 10_000_000;

    private final int framesPerSecond;
    private final List<Second> seconds = new ArrayList<>();
    private String end = "";
    private String tracks = "";

    private SegmentDump(int framesPerSecond) {
        this.framesPerSecond = framesPerSecond;
    }

    static SegmentDump of(Path file) {
        return of(file, FRAMES_PER_SECOND);
    }

    static SegmentDump of(Path file, int framesPerSecond) {
        return of(
                framesPerSecond,
                new FfmpegSource(
                        new MediaAddress(file.toString()), LIMITS, new SourceMeters(new SimpleMeterRegistry())));
    }

    static SegmentDump of(int framesPerSecond, MediaSource opened) {
        SegmentDump dump = new SegmentDump(framesPerSecond);
        try (MediaSource source = opened) {
            dump.cut(source);
        }
        return dump;
    }

    private void cut(MediaSource source) {
        Segmenter segmenter = null;
        while (end.isEmpty()) {
            MediaEvent event = source.next();
            if (event instanceof MediaEvent.Opened opened) {
                tracks = opened.tracks();
                segmenter = new Segmenter(
                        new SegmentClock(framesPerSecond), MAX_LEAD_MICROS, opened.hasVideo(), opened.hasAudio());
            } else if (event instanceof MediaEvent.VideoFrame frame && segmenter != null) {
                seconds.addAll(segmenter.video(frame.ptsMicros(), frame.durationMicros(), frame.picture()));
            } else if (event instanceof MediaEvent.AudioSamples samples && segmenter != null) {
                seconds.addAll(segmenter.audio(samples.firstSample(), samples.pcm(), 0, samples.count()));
            } else if (event instanceof MediaEvent.Failed failed) {
                end = "failed: " + failed.reason();
            } else if (event instanceof MediaEvent.Ended) {
                end = "ended";
            }
        }
        if (segmenter != null) {
            seconds.addAll(segmenter.end());
        }
    }

    List<Second> seconds() {
        return seconds;
    }

    String end() {
        return end;
    }

    String tracks() {
        return tracks;
    }

    /** One line a second: index, duration, tracks, PTS of the frames, samples, loudness, digests. */
    String text(boolean withDigests) {
        return tracks + "\n"
                + seconds.stream()
                        .map(second -> line(second, withDigests) + "\n")
                        .collect(Collectors.joining())
                + end + "\n";
    }

    private static String line(Second second, boolean withDigests) {
        String pts = second.frames().stream()
                .map(frame -> String.format(Locale.ROOT, "%.6f", frame.ptsMicros() / 1e6))
                .collect(Collectors.joining(" "));
        String digests = withDigests
                ? " jpeg "
                        + digest(second.frames().stream()
                                .map(ChosenFrame::still)
                                .map(still -> still.jpeg())
                                .toList()) + " pcm " + digest(List.of(second.audio()))
                : "";
        return String.format(
                Locale.ROOT,
                "%d %d us %s [%s] %s %d samples %s%s",
                second.index(),
                second.durationMicros(),
                second.video(),
                pts,
                second.sound(),
                second.samples(),
                loudness(second.audio()),
                digests);
    }

    private static String loudness(byte[] pcm) {
        double sum = 0;
        for (int at = 0; at < pcm.length; at += 2) {
            double sample = sampleAt(pcm, at / 2) / 32768.0;
            sum += sample * sample;
        }
        return sum == 0 ? "-inf dB" : Math.round(10 * Math.log10(sum / (pcm.length / 2.0))) + " dB";
    }

    static int sampleAt(byte[] pcm, int index) {
        return (short) ((pcm[2 * index] & 0xff) | pcm[2 * index + 1] << 8);
    }

    private static String digest(List<byte[]> parts) {
        if (parts.stream().allMatch(part -> part.length == 0)) {
            return "-";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            parts.forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
