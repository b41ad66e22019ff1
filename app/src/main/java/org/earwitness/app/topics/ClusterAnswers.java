package org.earwitness.app.topics;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for what an admin client was asked, so long and no longer, and says in words what came instead of an answer.
 *
 * @param deadline longest wait for one answer
 */
record ClusterAnswers(Duration deadline) {

    /**
     * The answer.
     *
     * @param what what was asked, as the subject of a sentence
     * @throws ClusterRefused when the cluster says no
     * @throws ClusterUnavailable when it does not answer in time
     */
    <T> T answer(String what, KafkaFuture<T> future) {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ClusterUnavailable(what + " took longer than " + deadline.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw ClusterUnavailable.isReason(cause)
                    ? new ClusterUnavailable(what + " failed: " + cause.getMessage(), cause)
                    : new ClusterRefused(what + " was refused: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterUnavailable("interrupted while " + what, e);
        }
    }
}
