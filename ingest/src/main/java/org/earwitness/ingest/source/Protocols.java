package org.earwitness.ingest.source;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of FFmpeg's protocols a source may use: the address itself, and whatever a playlist or a redirect in it names. FFmpeg
 * refuses all others before it opens anything.
 */
final class Protocols {
    /** What a path may use: an HLS playlist on disk may name encrypted segments beside it, and nothing on the network. */
    private static final List<String> OF_PATHS = List.of("file", "crypto");

    /** HLS over either form of HTTP may name segments of the other, encrypted or not. */
    private static final List<String> OF_HTTP = List.of("http", "https", "tcp", "tls", "crypto");

    private static final Map<String, List<String>> OF_SCHEMES = Map.ofEntries(
            entry("rtsp", List.of("rtsp", "rtp", "udp", "tcp")),
            entry("rtsps", List.of("rtsps", "rtsp", "rtp", "udp", "tcp", "tls")),
            entry("http", OF_HTTP),
            entry("https", List.of("https", "tcp", "tls", "crypto")),
            entry("rtmp", List.of("rtmp", "tcp")),
            entry("rtmps", List.of("rtmps", "tcp", "tls")),
            entry("srt", List.of("srt")),
            entry("udp", List.of("udp")),
            entry("rtp", List.of("rtp", "udp")),
            entry("tcp", List.of("tcp")));

    /** These read this machine, or take other addresses apart from their own text: none of them for what comes over a network. */
    private static final Set<String> NEVER_FOR_URLS =
            Set.of("file", "fd", "pipe", "unix", "concat", "concatf", "subfile", "data", "cache", "async", "md5");

    private Protocols() {}

    /**
     * The names a source may use.
     *
     * @throws MediaFailure when the address' own protocol is not among them, or one is named that no URL may use
     */
    static List<String> of(MediaAddress address, List<String> named) throws MediaFailure {
        if (!address.isUrl()) {
            return named.isEmpty() ? OF_PATHS : named;
        }
        String scheme = address.scheme();
        for (String name : named) {
            if (NEVER_FOR_URLS.contains(name)) {
                throw new MediaFailure(
                        FailureCause.PROTOCOL,
                        "the protocol " + name + " is not allowed for a URL: it would reach this machine's own files"
                                + ". Take it out of protocols");
            }
        }
        if (NEVER_FOR_URLS.contains(scheme)) {
            throw new MediaFailure(
                    FailureCause.PROTOCOL,
                    "the protocol " + scheme + " is not allowed. Give the path of a file without a scheme");
        }
        List<String> allowed = named.isEmpty() ? OF_SCHEMES.getOrDefault(scheme, List.of()) : named;
        if (!allowed.contains(scheme)) {
            throw new MediaFailure(
                    FailureCause.PROTOCOL,
                    "the protocol " + scheme + " is not among the allowed ones ("
                            + String.join(", ", named.isEmpty() ? new TreeSet<>(OF_SCHEMES.keySet()) : named)
                            + "). Name it under protocols if it is meant");
        }
        return allowed;
    }
}
