package org.earwitness.bench.calls;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.Clock;
import org.earwitness.streaming.admit.StreamProgress;
import org.earwitness.streaming.control.StreamPacks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading and writing what admission remembers of a stream, which every segment pays once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamProgressBenchmark {
    private static final String STORE = "stream-progress";

    private final Serde<StreamProgress> serde = StreamProgress.serde();
    private final StreamProgress progress = new StreamProgress(
            0,
            1_000,
            1_000,
            -1L,
            false,
            StreamProgress.End.NONE,
            1_000_000_000,
            Clock.MEDIA,
            1_000,
            10,
            StreamPacks.NONE);
    private final byte[] written = write();

    /** Into the store. */
    @Benchmark
    public byte[] write() {
        return serde.serializer().serialize(STORE, progress);
    }

    /** Out of the store. */
    @Benchmark
    public StreamProgress read() {
        return serde.deserializer().deserialize(STORE, written);
    }
}
