package org.earwitness.bench.calls;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.segment.Picture;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cutting one second of 25 frames and 50 packets of sound out of two tracks, without decoding or compressing anything. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SegmenterBenchmark {
    private static final int FRAMES = 25;
    private static final long FRAME_MICROS = SegmentClock.SECOND_MICROS / FRAMES;
    private static final int PACKETS = 50;
    private static final int PACKET_SAMPLES = SegmentClock.SAMPLES_PER_SECOND / PACKETS;

    private final Segmenter segmenter = new Segmenter(new SegmentClock(4), 10_000_000, true, true);
    private final Picture.Still still = new Picture.Still(new byte[8_000], false);
    private final byte[] pcm = loud();
    private long frame;
    private long packet;

    private static byte[] loud() {
        byte[] pcm = new byte[PACKET_SAMPLES * 2];
        Arrays.fill(pcm, (byte) 40);
        return pcm;
    }

    /** One second of both tracks. */
    @Benchmark
    public int second() {
        int finished = 0;
        for (int i = 0; i < PACKETS; i++) {
            if (i % 2 == 0) {
                finished += segmenter
                        .video(frame * FRAME_MICROS, FRAME_MICROS, () -> still)
                        .size();
                frame++;
            }
            finished += segmenter
                    .audio(packet * PACKET_SAMPLES, pcm, 0, PACKET_SAMPLES)
                    .size();
            packet++;
        }
        return finished;
    }
}
