package org.earwitness.app.torture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where the bytes come from that a faulty server passes on: a piece of media in memory, or the camera behind it. */
final class Flow implements AutoCloseable {
    private static final int CHUNK_BYTES = 4 * 1024;

    private final InputStream in;
    private final double nanosPerByte;

    /** @param nanosPerByte how long each byte takes; 0 for as fast as they come */
    private Flow(InputStream in, double nanosPerByte) {
        this.in = in;
        this.nanosPerByte = nanosPerByte;
    }

    static Flow ofMedia(Media media) {
        return new Flow(
                new ByteArrayInputStream(media.bytes()),
                media.seconds() * TimeUnit.SECONDS.toNanos(1) / Math.max(1, media.bytes().length));
    }

    /** Connects to a camera and passes on to it whatever the product says, until one of them closes. */
    static Flow ofCamera(Socket product, InetSocketAddress address, int connectMillis) throws IOException {
        Socket camera = new Socket();
        try {
            camera.connect(
                    address.isUnresolved()
                            ? new InetSocketAddress(address.getHostString(), address.getPort())
                            : address,
                    connectMillis);
            InputStream said = product.getInputStream();
            OutputStream heard = camera.getOutputStream();
            Thread talker = new Thread(() -> talk(said, heard, camera), "torture-to-the-camera");
            talker.setDaemon(true);
            talker.start();
            return new Flow(camera.getInputStream(), 0);
        } catch (IOException e) {
            camera.close();
            throw e;
        }
    }

    private static void talk(InputStream said, OutputStream heard, Socket camera) {
        try (camera) {
            said.transferTo(heard);
        } catch (IOException over) {
            // one of the two has gone: closing the camera's side ends the other direction
        }
    }

    /** Passes on a number of bytes, or all there are if they are fewer. */
    void pass(OutputStream out, long count) throws IOException {
        byte[] bytes = new byte[CHUNK_BYTES];
        long begin = System.nanoTime();
        long left = count;
        while (left > 0) {
            long due = begin + (long) ((count - left) * nanosPerByte);
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            int got = in.read(bytes, 0, (int) Math.min(bytes.length, left));
            if (got < 0) {
                break;
            }
            out.write(bytes, 0, got);
            out.flush();
            left -= got;
        }
    }

    /** Closes the camera's side; the product's stays as it is. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
