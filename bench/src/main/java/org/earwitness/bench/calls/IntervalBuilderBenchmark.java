package org.earwitness.bench.calls;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;
import org.earwitness.streaming.interval.IntervalBuilder;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.interval.OpenInterval;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Folding the events of a stream into intervals: a bark of ten seconds, ten seconds of nothing, over and over. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IntervalBuilderBenchmark {
    private static final List<String> LABELS = List.of("bark", "cat", "background");
    private static final int PERIOD = 20;
    private static final int EVENTS = 100 * PERIOD;

    private final IntervalBuilder builder = new IntervalBuilder(IntervalConfig.DEFAULTS, LABELS);
    private final List<SegmentEvent> events = stream();
    private Optional<OpenInterval> open = Optional.empty();
    private int next;

    /** One event. */
    @Benchmark
    public List<?> observe() {
        if (next == EVENTS) {
            next = 0;
            open = Optional.empty();
        }
        IntervalBuilder.Step step = builder.observe(open, events.get(next++));
        open = step.open();
        return step.published();
    }

    private static List<SegmentEvent> stream() {
        List<SegmentEvent> events = new ArrayList<>();
        for (int index = 0; index < EVENTS; index++) {
            events.add(
                    index % PERIOD < PERIOD / 2
                            ? event(index, "bark", List.of(0.9f, 0.05f, 0.05f))
                            : event(index, "background", List.of(0.1f, 0.1f, 0.8f)));
        }
        return events;
    }

    private static SegmentEvent event(long index, String label, List<Float> probabilities) {
        return SegmentEvent.newBuilder()
                .setStream("camera-1.mp4")
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setLabel(label)
                .setScore(Collections.max(probabilities))
                .setBackground(label.equals("background"))
                .setRelevance(0.9f)
                .setProbabilities(probabilities)
                .setAttention(Collections.nCopies(49, 0.02f))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .setGapBefore(0)
                .setDiscontinuity(false)
                .setContext(new WindowContext(10, 0, 1023L, 1023L))
                .setState(EventState.SCORED)
                .setModel(new PackReference("starter", "1.0.0", "0".repeat(64)))
                .build();
    }
}
