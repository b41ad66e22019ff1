package org.earwitness.ingest.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves the name of a source's host before FFmpeg does. A lookup cannot be interrupted, neither in Java nor in FFmpeg, and a
 * dead name server holds it for half a minute: so it runs on a thread of its own that is left behind when the deadline passes.
 */
final class HostLookup {
    private static final long POLL_MILLIS = 50;

    /** Asks the system. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Lookup lookup;

    HostLookup(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * The addresses of a host.
     *
     * @param host name or number
     * @param deadline how long that may take
     * @throws MediaFailure DNS when nobody knows it; TIMEOUT or STOPPED by the deadline
     */
    InetAddress[] addresses(String host, ReadDeadline deadline) throws MediaFailure {
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> ask(host, answer), "earwitness-lookup");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (deadline.isInterrupted()) {
                    throw new MediaFailure(FailureCause.STOPPED, "it was stopped");
                }
                if (deadline.hasPassed()) {
                    throw new MediaFailure(
                            FailureCause.DNS,
                            "its name " + host + " cannot be resolved: the name server did not answer in time");
                }
            } catch (ExecutionException | CompletionException e) {
                throw new MediaFailure(FailureCause.DNS, "its name " + host + " cannot be resolved: nobody knows it");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MediaFailure(FailureCause.STOPPED, "it was stopped");
            }
        }
    }

    private void ask(String host, CompletableFuture<InetAddress[]> answer) {
        try {
            answer.complete(lookup.addresses(host));
        } catch (UnknownHostException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}
