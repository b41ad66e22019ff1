package org.earwitness.app.torture;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earwitness.app.command.CommandFailed;

/**
 * One fault behind one port, on the loopback interface or on all. Serves at most {@value #MOST_VISITS} connections at once;
 * further ones wait in the system's queue. Closing ends them all. Any thread.
 */
final class FaultyServer implements AutoCloseable {
    static final int MOST_VISITS = 64;

    private static final int ACCEPT_MILLIS = 200;
    private static final int BACKLOG = 64;
    /** More connections than a queue of one takes on any system. */
    private static final int QUEUED = 16;

    private static final int QUEUE_MILLIS = 100;

    private final Fault fault;
    private final Media media;
    private final Optional<Visit.Upstream> upstream;
    private final ServerSocket server;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Semaphore places = new Semaphore(MOST_VISITS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Socket> queued = new ArrayList<>();
    private final AtomicInteger visits = new AtomicInteger();
    private volatile Optional<Instant> begun = Optional.empty();

    private FaultyServer(
            Fault fault, Media media, Optional<Visit.Upstream> upstream, ServerSocket server, Clock clock) {
        this.fault = fault;
        this.media = media;
        this.upstream = upstream;
        this.server = server;
        this.clock = clock;
    }

    /**
     * Starts to misbehave.
     *
     * @param port where; 0 for any free one
     * @param upstream the camera that it stands in front of; empty where it sends media itself
     * @param clock tells when a fault began
     * @throws CommandFailed when the port is taken
     */
    static FaultyServer start(
            Fault fault, Media media, Optional<Visit.Upstream> upstream, InetAddress host, int port, Clock clock) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(host, port), fault == Fault.BACKLOG ? 1 : BACKLOG);
            FaultyServer started =
                    new FaultyServer(fault, media, fault.isThroughProxy() ? upstream : Optional.empty(), server, clock);
            started.begin();
            return started;
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "port " + port + " cannot be listened on for the fault " + fault.word() + ": " + e.getMessage()
                            + ". Give another --port-base.",
                    e);
        }
    }

    private void begin() throws IOException {
        if (fault == Fault.NOBODY) {
            server.close(); // its port is known, and nobody is there
        } else if (fault == Fault.BACKLOG) {
            fillTheQueue();
        } else {
            server.setSoTimeout(ACCEPT_MILLIS);
            Thread thread = new Thread(this::accept, "torture-" + fault.word());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Connects until the system takes no more connections for a server that accepts none. */
    private void fillTheQueue() throws IOException {
        for (int connection = 0; connection < QUEUED; connection++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), QUEUE_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    private void accept() {
        while (closing.getCount() > 0) {
            try {
                if (!places.tryAcquire(ACCEPT_MILLIS, TimeUnit.MILLISECONDS)) {
                    continue;
                }
                boolean accepted = false;
                try {
                    Socket socket = server.accept();
                    accepted = true;
                    open.add(socket);
                    visits.incrementAndGet();
                    Thread thread = new Thread(() -> serve(socket), "torture-" + fault.word() + "-visit");
                    thread.setDaemon(true);
                    thread.start();
                } finally {
                    if (!accepted) {
                        places.release();
                    }
                }
            } catch (SocketTimeoutException nobodyCame) {
                // looks whether the server was closed, and waits on
            } catch (IOException closed) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                Visit visit = new Visit(socket, media, upstream, closing, this::misbehaves)) {
            fault.behaviour().meet(visit);
        } catch (IOException theOtherSideWentAway) {
            // what a good product does
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    private synchronized void misbehaves() {
        if (begun.isEmpty()) {
            begun = Optional.of(clock.instant());
        }
    }

    Fault fault() {
        return fault;
    }

    /** Whether what it passes on comes from the camera. */
    boolean isProxy() {
        return upstream.isPresent();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Connections so far. */
    int visits() {
        return visits.get();
    }

    /** When it first did something wrong; empty for faults that happen before anybody is let in, and until then. */
    Optional<Instant> begun() {
        return begun;
    }

    @Override
    public void close() {
        closing.countDown();
        closeQuietly(server);
        queued.forEach(FaultyServer::closeQuietly);
        open.forEach(FaultyServer::closeQuietly);
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // nothing is left to be done about it
        }
    }
}
