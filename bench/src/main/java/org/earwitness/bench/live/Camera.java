package org.earwitness.bench.live;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A camera that speaks MPEG-TS over HTTP at its own pace: whoever connects gets what is filmed now. It can be made to hang or to
 * be gone. The stream has a constant bit rate, so a place in time is a place in the file.
 */
final class Camera implements AutoCloseable {
    private static final int PACKET_BYTES = 188;
    private static final long PACE_MILLIS = 40;

    /** What it does. */
    enum Mode {
        FILMS,
        /** Connections stay open and nothing comes. */
        HANGS,
        /** Nobody listens. */
        GONE
    }

    @SuppressWarnings("ArrayRecordComponent") // one array for all cameras, never changed
    record Film(byte[] bytes, double seconds) {
        double bytesPerSecond() {
            return bytes.length / seconds;
        }
    }

    private final Film film;
    private final ScheduledExecutorService executor;
    private final long startNanos;
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile ServerSocket server;
    private volatile Mode mode = Mode.FILMS;
    private volatile boolean closed;

    /** One connection. */
    private static final class Viewer {
        private final Socket socket;
        private long sent;

        Viewer(Socket socket, long from) {
            this.socket = socket;
            this.sent = from;
        }
    }

    /** @param executor paces it; several threads serve many cameras */
    Camera(Film film, ScheduledExecutorService executor) {
        this.film = film;
        this.executor = executor;
        this.startNanos = System.nanoTime();
        this.server = listen(0);
        this.port = server.getLocalPort();
        acceptOn(server);
        pace();
    }

    String address() {
        return "http://127.0.0.1:" + port + "/live.ts";
    }

    /** Changes what it does; when it is gone or hangs, whoever looks on is treated so too. */
    void turn(Mode next) {
        mode = next;
        if (next == Mode.GONE) {
            quietly(server);
            viewers.forEach(viewer -> quietly(viewer.socket));
            viewers.clear();
        } else if (server.isClosed()) {
            server = listen(port);
            acceptOn(server);
        } else if (next == Mode.FILMS) {
            // What was held back while it hung is lost, as with a camera that was restarted.
            viewers.forEach(viewer -> quietly(viewer.socket));
            viewers.clear();
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("a camera cannot listen on port " + port, e);
        }
    }

    private void acceptOn(ServerSocket listening) {
        Thread thread = new Thread(
                () -> {
                    while (!listening.isClosed()) {
                        try {
                            serve(listening.accept());
                        } catch (IOException e) {
                            if (!listening.isClosed()) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    }
                },
                "camera-" + port);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) throws IOException {
        // The request is small and needs no answer but this one.
        socket.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        viewers.add(new Viewer(socket, placeNow()));
    }

    private long placeNow() {
        double seconds = (System.nanoTime() - startNanos) / 1e9 % film.seconds();
        return (long) (seconds * film.bytesPerSecond()) / PACKET_BYTES * PACKET_BYTES;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
    private void pace() {
        executor.scheduleAtFixedRate(this::send, PACE_MILLIS, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        if (mode != Mode.FILMS || closed) {
            return;
        }
        long due = placeNow();
        viewers.removeIf(viewer -> !isShown(viewer, due));
    }

    /** Sends a viewer what is due; false when it is gone or the film is over for it. */
    private boolean isShown(Viewer viewer, long due) {
        try {
            if (due < viewer.sent) { // the film begins anew, and so must whoever looks on
                quietly(viewer.socket);
                return false;
            }
            viewer.socket.getOutputStream().write(film.bytes(), (int) viewer.sent, (int) (due - viewer.sent));
            viewer.sent = due;
            return true;
        } catch (IOException e) {
            quietly(viewer.socket);
            return false;
        }
    }

    private static void quietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        closed = true;
        turn(Mode.GONE);
    }
}
