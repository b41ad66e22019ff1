package org.earwitness.app.torture;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Faults of an RTSP server. */
final class RtspFaults {
    private static final Pattern SEQUENCE = Pattern.compile("(?im)^CSeq:\\s*(\\d+)");
    private static final Pattern TRANSPORT = Pattern.compile("(?im)^Transport:\\s*(\\S+)");
    private static final String DESCRIPTION = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=camera",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=control:*",
            "m=video 0 RTP/AVP 96",
            "a=rtpmap:96 H264/90000",
            "a=fmtp:96 packetization-mode=1",
            "a=control:video",
            "");

    private RtspFaults() {}

    static void unauthorized(Visit visit) throws IOException {
        refuse(
                visit,
                "401 Unauthorized",
                "WWW-Authenticate: Digest realm=\"camera\", nonce=\"0a4f113b2f4d4a4e9c5f6c5b2d1e3f40\", algorithm=MD5\r\n");
    }

    static void notFound(Visit visit) throws IOException {
        refuse(visit, "404 Stream Not Found", "");
    }

    private static void refuse(Visit visit, String status, String headers) throws IOException {
        while (true) {
            String request = visit.request();
            if (request.startsWith("OPTIONS")) {
                answer(visit, request, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", "");
            } else {
                visit.misbehave();
                answer(visit, request, status, headers, "");
            }
        }
    }

    static void silentPlay(Visit visit) throws IOException {
        while (true) {
            String request = visit.request();
            if (request.startsWith("DESCRIBE")) {
                answer(visit, request, "200 OK", "Content-Type: application/sdp\r\n", DESCRIPTION);
            } else if (request.startsWith("SETUP")) {
                Matcher transport = TRANSPORT.matcher(request);
                String wanted = transport.find() ? transport.group(1) : "RTP/AVP/TCP;unicast;interleaved=0-1";
                answer(visit, request, "200 OK", "Session: 1;timeout=60\r\nTransport: " + wanted + "\r\n", "");
            } else {
                if (request.startsWith("PLAY")) {
                    visit.misbehave();
                }
                answer(visit, request, "200 OK", "Session: 1;timeout=60\r\n", "");
            }
        }
    }

    static void garbage(Visit visit) throws IOException, InterruptedException {
        visit.request();
        visit.misbehave();
        WireFaults.garbage(visit);
    }

    private static void answer(Visit visit, String request, String status, String headers, String body)
            throws IOException {
        Matcher sequence = SEQUENCE.matcher(request);
        visit.write("RTSP/1.0 " + status + "\r\nCSeq: " + (sequence.find() ? sequence.group(1) : "1") + "\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body);
    }
}
