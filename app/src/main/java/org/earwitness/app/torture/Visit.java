package org.earwitness.app.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection to a faulty server. Belongs to the thread that plays the fault. */
final class Visit implements AutoCloseable {
    /** How long a connection is held open in silence; every product has given up long before. */
    private static final Duration HOLD = Duration.ofMinutes(5);

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_REQUEST_BYTES = 64 * 1024;

    private final Socket socket;
    private final Media media;
    private final Optional<Upstream> upstream;
    private final CountDownLatch closing;
    private final Runnable misbehaving;
    private Optional<Flow> flow = Optional.empty();

    /**
     * The camera behind a proxy.
     *
     * @param address where it listens
     * @param goodBytes how many of its bytes are passed on before a fault in the middle begins
     */
    record Upstream(InetSocketAddress address, long goodBytes) {}

    /**
     * @param closing opens when the server is closed
     * @param misbehaving is told when the fault begins
     */
    Visit(Socket socket, Media media, Optional<Upstream> upstream, CountDownLatch closing, Runnable misbehaving) {
        this.socket = socket;
        this.media = media;
        this.upstream = upstream;
        this.closing = closing;
        this.misbehaving = misbehaving;
    }

    Media media() {
        return media;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Says that from now on the server is wrong. */
    void misbehave() {
        misbehaving.run();
    }

    /** Waits, unless the server is closed first. */
    void pause(Duration time) throws InterruptedException {
        if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("the server is closed");
        }
    }

    /** Neither reads nor writes nor closes for a long time. */
    void hold() throws InterruptedException {
        pause(HOLD);
    }

    /** Throws away what comes until the other side closes. */
    void listenInSilence() throws IOException {
        socket.setSoTimeout((int) HOLD.toMillis());
        byte[] ignored = new byte[4_096];
        while (in().read(ignored) >= 0) {
            // whatever it says, there is no answer
        }
    }

    /** Ends the connection with a reset instead of a FIN. */
    void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    /** Reads one request of HTTP or RTSP, up to the empty line behind its headers. */
    String request() throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int letter = in().read();
            if (letter < 0 || request.length() > MOST_REQUEST_BYTES) {
                throw new IOException("no whole request came");
            }
            request.append((char) letter);
        }
        return request.toString();
    }

    /** What comes before the media: nothing behind a proxy, an HTTP answer otherwise. */
    void begin() throws IOException {
        if (upstream.isEmpty()) {
            request();
            write("HTTP/1.1 200 OK\r\nContent-Type: " + media.contentType() + "\r\nConnection: close\r\n\r\n");
        }
    }

    /** Passes media on as it should be: half of ours, or the camera's first bytes. */
    void goodStart() throws IOException {
        flow().pass(out(), upstream.map(Upstream::goodBytes).orElse(media.bytes().length / 2L));
    }

    /** The media from its first byte; asked for once. */
    Flow flow() throws IOException {
        Flow opened;
        if (upstream.isPresent()) {
            opened = Flow.ofCamera(socket, upstream.get().address(), CONNECT_MILLIS);
        } else {
            begin();
            opened = Flow.ofMedia(media);
        }
        flow = Optional.of(opened);
        return opened;
    }

    /** Lets go of the camera; the connection itself is closed by whoever accepted it. */
    @Override
    public void close() throws IOException {
        if (flow.isPresent()) {
            flow.get().close();
        }
    }

    void write(String text) throws IOException {
        out().write(text.getBytes(StandardCharsets.US_ASCII));
        out().flush();
    }
}
