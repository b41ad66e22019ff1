package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EndSignalTest {

    @Test
    void nobodyAskedYet() {
        try (EndSignal end = EndSignal.listen()) {
            assertThat(end.isRequested()).isFalse();
            assertThat(end.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void aSignalIsAQuestionAndDoesNotEndTheProcess() throws Exception {
        try (EndSignal end = EndSignal.listen()) {
            send("TERM");
            assertThat(end.await(Duration.ofSeconds(20))).isTrue();
            assertThat(end.isRequested()).isTrue();
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (EndSignal end = EndSignal.listen(ended::countDown)) {
            // TERM, because a shell that runs its tests in the background makes them ignore INT.
            send("TERM");
            assertThat(end.await(Duration.ofSeconds(20))).isTrue();
            assertThat(ended.getCount()).isEqualTo(1);
            send("TERM");
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void send(String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
