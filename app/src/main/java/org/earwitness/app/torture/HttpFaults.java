package org.earwitness.app.torture;

import java.io.IOException;
import java.time.Duration;

/** Faults of an HTTP server. */
final class HttpFaults {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String EMPTY = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String PLAYLIST =
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n";

    private HttpFaults() {}

    static void plainText(Visit visit) throws IOException {
        visit.misbehave();
        answer(visit, "400 Bad Request", "");
    }

    static void slowHeaders(Visit visit) throws IOException, InterruptedException {
        visit.request();
        visit.misbehave();
        visit.write("HTTP/1.1 200 OK\r\nServer: ");
        while (true) {
            visit.write("a");
            visit.pause(SECOND);
        }
    }

    static void endlessHeaders(Visit visit) throws IOException {
        visit.request();
        visit.misbehave();
        visit.write("HTTP/1.1 200 OK\r\n");
        for (long header = 0; true; header++) {
            visit.write("X-Header-" + header + ": " + "a".repeat(200) + "\r\n");
        }
    }

    static void redirectLoop(Visit visit) throws IOException {
        String path = visit.request().split(" ", 3)[1];
        visit.misbehave();
        answer(visit, "302 Found", "Location: " + path + "\r\n");
    }

    static void unauthorized(Visit visit) throws IOException {
        visit.request();
        visit.misbehave();
        answer(visit, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"camera\"\r\n");
    }

    static void forbidden(Visit visit) throws IOException {
        refuse(visit, "403 Forbidden");
    }

    static void notFound(Visit visit) throws IOException {
        refuse(visit, "404 Not Found");
    }

    static void unavailable(Visit visit) throws IOException {
        refuse(visit, "503 Service Unavailable");
    }

    static void playlistOfAFile(Visit visit) throws IOException {
        visit.request();
        visit.misbehave();
        playlist(visit, "file:///etc/hostname");
    }

    static void playlistOfItself(Visit visit) throws IOException {
        String path = visit.request().split(" ", 3)[1];
        visit.misbehave();
        playlist(visit, path.substring(path.lastIndexOf('/') + 1));
    }

    private static void refuse(Visit visit, String status) throws IOException {
        visit.request();
        visit.misbehave();
        answer(visit, status, "");
    }

    private static void answer(Visit visit, String status, String headers) throws IOException {
        visit.write("HTTP/1.1 " + status + "\r\n" + headers + EMPTY);
    }

    private static void playlist(Visit visit, String segment) throws IOException {
        String text = PLAYLIST + "#EXTINF:1.0,\n" + segment + "\n#EXT-X-ENDLIST\n";
        visit.write("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\nContent-Length: " + text.length()
                + "\r\nConnection: close\r\n\r\n" + text);
    }
}
