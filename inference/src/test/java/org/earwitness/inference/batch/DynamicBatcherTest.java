package org.earwitness.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.session.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamicBatcherTest {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int MANY = 100;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong nowNanos = new AtomicLong();
    private final LinkedBlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void aFullBucketIsAnsweredAtOnce() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = batcher(3, MANY, this::doubled)) {
            List<CompletableFuture<Integer>> answers = List.of(ask(batcher, 1), ask(batcher, 2), ask(batcher, 3));

            assertThat(all(answers)).containsExactly(2, 4, 6);
            assertThat(next()).containsExactlyInAnyOrder(1, 2, 3);
            assertThat(meters.summary("fill").max()).isEqualTo(3);
        }
    }

    @Test
    void aBatchGoesWhenEveryCallerThatCouldComeIsWaiting() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = batcher(8, 2, this::doubled)) {
            assertThat(all(List.of(ask(batcher, 1), ask(batcher, 2)))).containsExactly(2, 4);
            assertThat(next()).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void aBatchGoesAfterTheDelayOfItsOldest() throws Exception {
        CompletableFuture<Integer> second;
        try (DynamicBatcher<Integer, Integer> batcher = batcher(8, MANY, this::doubled)) {
            CompletableFuture<Integer> first = ask(batcher, 1);
            awaitPending(batcher, 1);
            assertThat(batches).isEmpty();

            nowNanos.addAndGet(HOUR_NANOS);
            // The second may come too late for the batch of the first: it only makes the dispatcher look at the clock.
            second = ask(batcher, 2);

            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(next()).contains(1);
            assertThat(meters.timer("wait").max(TimeUnit.NANOSECONDS)).isEqualTo((double) HOUR_NANOS);
            awaitAsked(batcher, second);
        }
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(4);
    }

    @Test
    void aQuestionThatIsStillWaitingAtItsDeadlineIsWithdrawn() throws Exception {
        Held held = new Held();
        try (DynamicBatcher<Integer, Integer> batcher = batcher(1, MANY, held)) {
            CompletableFuture<Integer> first = ask(batcher, 1);
            held.awaitStart();

            assertThatThrownBy(() -> batcher.ask(2, Deadline.in(20)))
                    .isInstanceOfSatisfying(
                            InferenceUnavailable.class,
                            e -> assertThat(e.isDeadline()).isTrue())
                    .hasMessage("test was not started within 20 ms: 0 questions waiting, 1 running in a bucket of 1");
            held.release();

            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(batcher.ask(3, Deadline.in(10_000))).isEqualTo(6);
            assertThat(batches).containsExactly(List.of(1), List.of(3));
        }
    }

    /** Two batchers ask each other how many are pending, each while it decides about its own queue. */
    @Test
    void whatIsPendingIsToldWhileTheDispatcherDecides() throws Exception {
        CompletableFuture<DynamicBatcher<Integer, Integer>> itself = new CompletableFuture<>();
        CompletableFuture<Integer> told = new CompletableFuture<>();
        IntSupplier callers = () -> {
            threads.execute(() -> told.complete(itself.join().pending()));
            return told.orTimeout(10, TimeUnit.SECONDS)
                    .exceptionally(late -> -1)
                    .join();
        };
        try (DynamicBatcher<Integer, Integer> batcher = new DynamicBatcher<>(
                "test",
                new BatchLimits(8, HOUR_NANOS, MANY, 60_000),
                this::doubled,
                callers,
                nowNanos::get,
                meters.summary("fill"),
                meters.timer("wait"))) {
            itself.complete(batcher);

            assertThat(ask(batcher, 1).get(20, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(told.get(1, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        Held held = new Held();
        try (DynamicBatcher<Integer, Integer> batcher = new DynamicBatcher<>(
                "test",
                new BatchLimits(1, 0, 1, 60_000),
                held,
                () -> MANY,
                nowNanos::get,
                meters.summary("fill"),
                meters.timer("wait"))) {
            CompletableFuture<Integer> running = ask(batcher, 1);
            held.awaitStart();
            CompletableFuture<Integer> waiting = ask(batcher, 2);
            awaitPending(batcher, 2);

            assertThatThrownBy(() -> batcher.ask(3, Deadline.in(10_000)))
                    .isInstanceOf(InferenceUnavailable.class)
                    .hasMessageContaining("1 questions waiting, 1 running in a bucket of 1, its limit is 1");
            held.release();
            assertThat(all(List.of(running, waiting))).containsExactly(2, 4);
        }
    }

    @Test
    void aFailureReachesEveryCallerOfTheBatchAndTheNextBatchIsAnswered() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = batcher(2, MANY, (questions, deadline) -> {
            if (questions.contains(13)) {
                throw InferenceUnavailable.failure("the device is gone");
            }
            return doubled(questions, deadline);
        })) {
            for (CompletableFuture<Integer> answer : List.of(ask(batcher, 13), ask(batcher, 1))) {
                assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(InferenceUnavailable.class)
                        .hasMessageContaining("the device is gone");
            }
            assertThat(all(List.of(ask(batcher, 2), ask(batcher, 3)))).containsExactly(4, 6);
        }
    }

    @Test
    void anAnswerTooFewIsAFailure() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = batcher(1, MANY, (questions, deadline) -> List.of())) {
            assertThatThrownBy(() -> batcher.ask(1, Deadline.in(10_000)))
                    .isInstanceOf(InferenceUnavailable.class)
                    .hasMessageContaining("gave 0 answers to 1 questions");
        }
    }

    @Test
    void theDeadlineOfABatchIsTheLatestOfItsQuestions() throws Exception {
        LinkedBlockingQueue<Long> limits = new LinkedBlockingQueue<>();
        try (DynamicBatcher<Integer, Integer> batcher = batcher(2, MANY, (questions, deadline) -> {
            limits.add(deadline.limitMillis());
            return doubled(questions, deadline);
        })) {
            CompletableFuture<Integer> first =
                    CompletableFuture.supplyAsync(() -> batcher.ask(1, Deadline.in(50_000)), threads);
            awaitPending(batcher, 1);
            assertThat(batcher.ask(2, Deadline.in(20_000))).isEqualTo(4);
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(limits).containsExactly(50_000L);
        }
    }

    @Test
    void closingAnswersWhatWaitsAndRefusesWhatComes() throws Exception {
        DynamicBatcher<Integer, Integer> batcher = batcher(8, MANY, this::doubled);
        CompletableFuture<Integer> waiting = ask(batcher, 1);
        awaitPending(batcher, 1);

        batcher.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        assertThatThrownBy(() -> batcher.ask(2, Deadline.in(1_000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test is closed");
    }

    @Test
    void anInterruptedCallerLeavesItsPlace() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = batcher(8, MANY, this::doubled)) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    outcome.complete("answered " + batcher.ask(1, Deadline.in(60_000)));
                } catch (InferenceUnavailable e) {
                    outcome.complete(e.getMessage() + ", interrupted "
                            + Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            awaitPending(batcher, 1);
            caller.interrupt();

            assertThat(outcome.get(10, TimeUnit.SECONDS))
                    .isEqualTo("interrupted while waiting for test, interrupted true");
            assertThat(batcher.pending()).isZero();
        }
    }

    @Test
    void everyOneOfManyCallersGetsItsOwnAnswer() throws Exception {
        try (DynamicBatcher<Integer, Integer> batcher = new DynamicBatcher<>(
                "test",
                new BatchLimits(8, TimeUnit.MILLISECONDS.toNanos(2), 64, 60_000),
                this::doubled,
                () -> 16,
                System::nanoTime,
                meters.summary("fill"),
                meters.timer("wait"))) {
            List<CompletableFuture<List<Integer>>> callers = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                int first = caller * 1_000;
                callers.add(CompletableFuture.supplyAsync(() -> hundred(batcher, first), threads));
            }
            for (int caller = 0; caller < 16; caller++) {
                List<Integer> answers = callers.get(caller).get(60, TimeUnit.SECONDS);
                for (int i = 0; i < 100; i++) {
                    assertThat(answers.get(i)).isEqualTo(2 * (caller * 1_000 + i));
                }
            }
            assertThat(meters.summary("fill").totalAmount()).isEqualTo(1_600);
        }
    }

    private static List<Integer> hundred(DynamicBatcher<Integer, Integer> batcher, int first) {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(batcher.ask(first + i, Deadline.in(60_000)));
        }
        return answers;
    }

    private DynamicBatcher<Integer, Integer> batcher(
            int bucket, int callers, BatchFunction<Integer, Integer> function) {
        return new DynamicBatcher<>(
                "test",
                new BatchLimits(bucket, HOUR_NANOS, MANY, 60_000),
                function,
                () -> callers,
                nowNanos::get,
                meters.summary("fill"),
                meters.timer("wait"));
    }

    private List<Integer> doubled(List<Integer> questions, Deadline deadline) {
        batches.add(questions);
        return questions.stream().map(question -> 2 * question).toList();
    }

    private CompletableFuture<Integer> ask(DynamicBatcher<Integer, Integer> batcher, int question) {
        return CompletableFuture.supplyAsync(() -> batcher.ask(question, Deadline.in(60_000)), threads);
    }

    private static List<Integer> all(List<CompletableFuture<Integer>> answers) throws Exception {
        List<Integer> all = new ArrayList<>();
        for (CompletableFuture<Integer> answer : answers) {
            all.add(answer.get(10, TimeUnit.SECONDS));
        }
        return all;
    }

    private List<Integer> next() throws InterruptedException {
        List<Integer> batch = batches.poll(10, TimeUnit.SECONDS);
        assertThat(batch).as("no batch came").isNotNull();
        return List.copyOf(batch);
    }

    private static void awaitPending(DynamicBatcher<Integer, Integer> batcher, int count) {
        Deadline deadline = Deadline.in(10_000);
        while (batcher.pending() < count) {
            assertThat(deadline.hasPassed())
                    .as("only %d questions came", batcher.pending())
                    .isFalse();
            Thread.onSpinWait();
        }
    }

    /** Waits until a question is in the queue or already answered. */
    private static void awaitAsked(DynamicBatcher<Integer, Integer> batcher, CompletableFuture<Integer> answer) {
        Deadline deadline = Deadline.in(10_000);
        while (batcher.pending() == 0 && !answer.isDone()) {
            assertThat(deadline.hasPassed()).as("the question never came").isFalse();
            Thread.onSpinWait();
        }
    }

    /** Doubles, but not before it is told to. */
    private final class Held implements BatchFunction<Integer, Integer> {
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public List<Integer> answer(List<Integer> questions, Deadline deadline) {
            started.countDown();
            try {
                assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return doubled(questions, deadline);
        }

        void awaitStart() throws InterruptedException {
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }
    }
}
