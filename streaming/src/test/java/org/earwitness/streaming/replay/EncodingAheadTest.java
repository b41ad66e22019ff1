package org.earwitness.streaming.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.streaming.fixture.FixedEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EncodingAheadTest {

    /** Encodes by a function of the test and notes on which thread. */
    private static final class WatchedEngine implements InferenceEngine {
        private final List<String> threads = Collections.synchronizedList(new ArrayList<>());
        private final Runnable during;

        WatchedEngine(Runnable during) {
            this.during = during;
        }

        @Override
        public ModelPack pack() {
            return new FixedEngine(0).pack();
        }

        @Override
        public Features encode(SegmentInput input) {
            threads.add(Thread.currentThread().getName());
            during.run();
            return Features.of(new byte[] {input.frames().get(0).get(0)});
        }

        @Override
        public Localization localize(FeatureWindow window) {
            throw new UnsupportedOperationException("nothing is localized here");
        }

        @Override
        public void close() {}
    }

    @Test
    void segmentsAreEncodedSideBySideAndHandedOutInAnyOrder() {
        CyclicBarrier both = new CyclicBarrier(2);
        WatchedEngine engine = new WatchedEngine(() -> {
            try {
                both.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw InferenceUnavailable.failure("only one segment was encoded at a time", alone);
            }
        });
        try (EncodingAhead ahead = new EncodingAhead(engine, 2, 1_000_000)) {
            ahead.announce(segment(1));
            ahead.announce(segment(2));

            assertThat(ahead.encode(segment(2)).toBytes()).containsExactly(2);
            assertThat(ahead.encode(segment(1)).toBytes()).containsExactly(1);
            assertThat(ahead.answeredAhead()).isEqualTo(2);
            assertThat(ahead.heldBytes()).isZero();
        }
    }

    @Test
    void whatWasNotAnnouncedIsEncodedByTheCaller() {
        WatchedEngine engine = new WatchedEngine(() -> {});
        try (EncodingAhead ahead = new EncodingAhead(engine, 1, 1_000_000)) {
            assertThat(ahead.encode(segment(7)).toBytes()).containsExactly(7);
            assertThat(engine.threads).containsExactly(Thread.currentThread().getName());
        }
    }

    @Test
    void whatNoThreadHasComeToIsEncodedByTheCallerInsteadOfWaitingInLine() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        WatchedEngine engine = new WatchedEngine(() -> {
            if (Thread.currentThread().getName().equals("encoding-ahead")) {
                begun.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        try (EncodingAhead ahead = new EncodingAhead(engine, 1, 1_000_000)) {
            ahead.announce(segment(1));
            begun.await();
            ahead.announce(segment(2));

            assertThat(ahead.encode(segment(2)).toBytes()).containsExactly(2);
            release.countDown();
            assertThat(ahead.encode(segment(1)).toBytes()).containsExactly(1);
        }
    }

    @Test
    void theSameMediaTwiceIsEncodedTwice() {
        WatchedEngine engine = new WatchedEngine(() -> {});
        try (EncodingAhead ahead = new EncodingAhead(engine, 1, 1_000_000)) {
            ahead.announce(segment(3));
            ahead.announce(segment(3));
            ahead.encode(segment(3));
            ahead.encode(segment(3));

            assertThat(engine.threads).hasSize(2);
            assertThat(ahead.heldBytes()).isZero();
        }
    }

    @Test
    void mediaThatIsNeverAskedForIsLetGo() {
        WatchedEngine engine = new WatchedEngine(() -> {});
        long bytes = SegmentInput.AUDIO_BYTES + 4L;
        try (EncodingAhead ahead = new EncodingAhead(engine, 1, 3 * bytes)) {
            for (int i = 0; i < 100; i++) {
                ahead.announce(segment(i));
                assertThat(ahead.heldBytes()).isLessThanOrEqualTo(3 * bytes);
            }
            assertThat(ahead.encode(segment(0)).toBytes())
                    .as("let go, and right all the same")
                    .containsExactly(0);
            assertThat(ahead.encode(segment(99)).toBytes()).containsExactly(99);
            assertThat(ahead.answeredAhead()).isEqualTo(1);
        }
    }

    @Test
    void aFrameThatNobodyCanReadRefusesItsSegmentWhenItIsAskedFor() {
        FixedEngine engine = new FixedEngine(0);
        SegmentInput broken = new SegmentInput(
                List.of(ByteBuffer.wrap(new byte[] {(byte) 255, 0})), ByteBuffer.allocate(SegmentInput.AUDIO_BYTES));
        try (EncodingAhead ahead = new EncodingAhead(engine, 1, 1_000_000)) {
            ahead.announce(broken);

            assertThatThrownBy(() -> ahead.encode(broken)).isInstanceOf(UnreadableFrame.class);
        }
    }

    private static SegmentInput segment(int number) {
        byte[] frame = {(byte) number, 1, 2, 3};
        return new SegmentInput(List.of(ByteBuffer.wrap(frame)), ByteBuffer.allocate(SegmentInput.AUDIO_BYTES));
    }
}
