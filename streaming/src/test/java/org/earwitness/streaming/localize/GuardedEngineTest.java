package org.earwitness.streaming.localize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.localize.GuardedEngine.Role;
import org.earwitness.streaming.localize.GuardedEngines.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedEngineTest {
    private static final SegmentInput INPUT = new SegmentInput(
            List.of(ByteBuffer.wrap(new byte[] {0, 90})), ByteBuffer.allocate(SegmentInput.AUDIO_BYTES));

    private final FixedEngine engine = new FixedEngine(0);
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final AtomicLong commits = new AtomicLong();
    private final EngineUse use = new EngineUse(5_000, clock);

    @BeforeEach
    void serve() {
        use.serve(commits::get);
    }

    @Test
    void aThreadSpendsOnlySoMuchTimeInTheEngineBetweenTwoCommits() {
        GuardedEngine guarded = guarded(false);
        engine.beforeCall(() -> clock.add(Duration.ofSeconds(3)));

        assertThat(guarded.encode(INPUT).missingReason()).isEmpty();
        assertThat(guarded.encode(INPUT).missingReason()).isEmpty();
        assertThat(guarded.encode(INPUT).missingReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("since its last commit"));

        commits.incrementAndGet();
        assertThat(guarded.encode(INPUT).missingReason()).isEmpty();
    }

    @Test
    void theTimeOfACallThatFailedCountsToo() {
        GuardedEngine guarded = guarded(false);
        engine.beforeCall(() -> clock.add(Duration.ofSeconds(6)));
        engine.failNext(() -> InferenceUnavailable.failure("out of memory", new IllegalStateException("native")));
        guarded.encode(INPUT);

        assertThat(guarded.encode(INPUT).missingReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("since its last commit"));
        assertThat(engine.calls()).isEqualTo(1);
    }

    @Test
    void anOpenCircuitIsAGauge() {
        GuardedEngines guarded = new GuardedEngines(PackShelf.holding(engine), new Limits(false, 5_000, 5_000), meters);
        guarded.serve(commits::get);
        engine.failNext(() -> InferenceUnavailable.deadline("slow"));
        guarded.active(engine.pack()).encode(INPUT);

        assertThat(meters.get("earwitness.streaming.circuit.open").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void anUnreadableFrameIsAnAnswerOfTheEngine() {
        GuardedEngine guarded = guarded(false);
        engine.failNext(() -> InferenceUnavailable.deadline("slow"));
        guarded.encode(INPUT);
        clock.add(Duration.ofSeconds(10));
        commits.incrementAndGet();
        engine.failNext(() -> new UnreadableFrame(0, "not a JPEG"));

        assertThatThrownBy(() -> guarded.encode(INPUT)).isInstanceOf(UnreadableFrame.class);
        assertThat(guarded.encode(INPUT).asOptional()).isPresent();
    }

    @Test
    void patientCallersKnowNoBoundButTheEngines() {
        GuardedEngine guarded = guarded(true);
        engine.beforeCall(() -> clock.add(Duration.ofSeconds(30)));
        Answer<Features> first = guarded.encode(INPUT);
        Answer<Features> second = guarded.encode(INPUT);

        assertThat(first).isEqualTo(second).isInstanceOf(Answer.Given.class);
        engine.failNext(() -> InferenceUnavailable.deadline("slow"));
        assertThatThrownBy(() -> guarded.encode(INPUT)).isInstanceOf(InferenceUnavailable.class);
    }

    @Test
    void aShadowFailsWithoutFailingAnybodyAndLeavesHalfOfTheTime() {
        GuardedEngine shadow = guarded(Role.SHADOW);
        engine.failNext(() -> new IllegalStateException("a bug"));
        engine.failNext(() -> new UnreadableFrame(0, "not a JPEG"));

        assertThat(shadow.encode(INPUT).missingReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("a bug"));
        assertThat(shadow.encode(INPUT).missingReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("not a JPEG"));
        engine.beforeCall(() -> clock.add(Duration.ofMillis(2_600)));
        assertThat(shadow.encode(INPUT).asOptional()).isPresent();
        assertThat(shadow.encode(INPUT).missingReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("2500 ms"));
        assertThat(guarded(Role.ACTIVE).encode(INPUT).asOptional()).isPresent();
    }

    @Test
    void aCallThatRunsCanBeSeenFromOutside() {
        GuardedEngine guarded = guarded(false);
        AtomicLong seen = new AtomicLong();
        engine.beforeCall(() -> {
            clock.add(Duration.ofSeconds(2));
            seen.set(use.longestCallMillis());
        });
        guarded.encode(INPUT);

        assertThat(seen).hasValue(2_000);
        assertThat(use.longestCallMillis()).isZero();
    }

    @Test
    void aThreadsCommitsAreItsOwnMetric() {
        try (Metrics metrics = new Metrics()) {
            MetricName mine = commitTotal("thread-1");
            metrics.sensor("mine").add(mine, new CumulativeCount());
            metrics.sensor("theirs").add(commitTotal("thread-2"), new CumulativeCount());
            metrics.sensor("mine").record();
            metrics.sensor("mine").record();

            assertThat(CommitCount.of(metrics.metrics(), "thread-1")
                            .orElseThrow()
                            .getAsLong())
                    .isEqualTo(2);
            assertThat(CommitCount.of(metrics.metrics(), "thread-3")).isEmpty();
        }
    }

    private static MetricName commitTotal(String thread) {
        return new MetricName("commit-total", "stream-thread-metrics", "", Map.of("thread-id", thread));
    }

    private GuardedEngine guarded(boolean failOnTimeout) {
        return guarded(failOnTimeout ? Role.PATIENT : Role.ACTIVE);
    }

    private GuardedEngine guarded(Role role) {
        return new GuardedEngine(engine.pack(), PackShelf.holding(engine), role, use, 5_000, clock);
    }
}
