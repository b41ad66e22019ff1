package org.earwitness.bench.calls;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing a segment of about 70 KB in the wire format and reading it back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SegmentSerdeBenchmark {
    private final Topic<Segment> topic = Topics.standard().segments();
    private final Serde<Segment> serde = new AvroSerdes(new OneSchemaRegistry(Segment.getClassSchema(), 1)).of(topic);
    private final Segment segment = SampleSegment.full();
    private final byte[] written = write();

    /** What ingest pays for each segment. */
    @Benchmark
    public byte[] write() {
        return serde.serializer().serialize(topic.name(), segment);
    }

    /** What the localizer pays for each segment. */
    @Benchmark
    public Segment read() {
        return serde.deserializer().deserialize(topic.name(), written);
    }
}
