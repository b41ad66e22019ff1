package org.earwitness.inference.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls of the runtime that are still running at their deadline, from one thread of its own. The runtime looks at the
 * flag between two operators, so a call ends some milliseconds later.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private final ScheduledThreadPoolExecutor executor;

    public Watchdog() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "earwitness-inference-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        // One task a running call; without this those that were not needed would stay until their time.
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Watches one call; the watch must be ended by the thread that began it, before the options are used again. */
    Watch watch(RunOptions options, Deadline deadline) {
        Watch watch = new Watch(options);
        watch.future = executor.schedule(watch::terminate, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** One call that is watched. */
    static final class Watch {
        private final RunOptions options;
        private Future<?> future = CompletableFuture.completedFuture(null);
        private boolean ended;
        private boolean terminated;

        private Watch(RunOptions options) {
            this.options = options;
        }

        private synchronized void terminate() {
            if (!ended) {
                terminated = true;
                raise(true);
            }
        }

        /** Ends the watch; true when the call was told to end. Afterwards the options are as new. */
        synchronized boolean end() {
            ended = true;
            future.cancel(false);
            if (terminated) {
                raise(false);
            }
            return terminated;
        }

        private void raise(boolean flag) {
            try {
                options.setTerminate(flag);
            } catch (OrtException e) {
                LOG.error("the runtime refused to {} a call; it runs on", flag ? "end" : "release", e);
            }
        }
    }
}
