package org.earwitness.bench.calls;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.encode.FrameDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decoding the frames of one segment, four JPEG of 224x224, into the pictures that a pack looks at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FrameDecoderBenchmark {
    private static final int SIZE = 224;

    /** Pictures that the pack looks at. */
    @Param({"1", "4"})
    int wanted;

    private final List<ByteBuffer> frames = SampleSegment.frames(4, SIZE);
    private FrameDecoder decoder = new FrameDecoder(1, SIZE);
    private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

    /** Opens a decoder for so many pictures. */
    @Setup
    public void open() {
        decoder.close();
        decoder = new FrameDecoder(wanted, SIZE);
        pixels = ByteBuffer.allocateDirect(wanted * SIZE * SIZE * 3);
    }

    /** One segment. */
    @Benchmark
    public ByteBuffer decode() {
        decoder.decode(frames, pixels);
        return pixels;
    }

    /** Frees the decoder. */
    @TearDown
    public void close() {
        decoder.close();
    }
}
