package org.earwitness.ingest.source;

import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells from FFmpeg's words what kind of failure it is: its codes say "Input/output error" of most of them. */
final class Causes {
    /** In the order in which they are asked: the first that fits is the kind. */
    private static final List<Map.Entry<FailureCause, List<String>>> WORDS = List.of(
            entry(
                    FailureCause.DNS,
                    List.of("failed to resolve hostname", "name or service not known", "could not be resolved")),
            entry(
                    FailureCause.TLS,
                    List.of(
                            "certificate verify failed",
                            "ssl routines",
                            "tls handshake",
                            "ssl_",
                            "wrong version number")),
            entry(
                    FailureCause.AUTHENTICATION,
                    List.of(
                            "error 401",
                            "error 403",
                            "failed: 401",
                            "failed: 403",
                            "unauthorized",
                            "forbidden",
                            "access denied")),
            entry(
                    FailureCause.NOT_FOUND,
                    List.of(
                            "error 404",
                            "error 410",
                            "failed: 404",
                            "404 not found",
                            "no such file",
                            "streamnotfound")),
            entry(FailureCause.REFUSED, List.of("connection refused")),
            entry(
                    FailureCause.UNREACHABLE,
                    List.of("no route to host", "network is unreachable", "host is unreachable", "host is down")),
            entry(FailureCause.TIMEOUT, List.of("timed out")),
            entry(FailureCause.PROTOCOL, List.of("not on whitelist", "protocol not found")),
            entry(
                    FailureCause.BROKEN,
                    List.of("connection reset", "broken pipe", "end of file", "aborted", "server returned 5")),
            entry(FailureCause.GARBAGE, List.of("invalid data")),
            entry(FailureCause.BROKEN, List.of("input/output error")));

    private Causes() {}

    /**
     * A failure in words: of a file FFmpeg's own, of anything on a network the kind and the line that explains it.
     *
     * @param reason FFmpeg's words for its code
     * @param lines what it logged meanwhile, newest last
     */
    static MediaFailure failure(String reason, List<String> lines, boolean overNetwork) {
        FailureCause cause = of(reason, lines);
        if (!overNetwork || cause == FailureCause.OTHER) {
            return new MediaFailure(cause, reason);
        }
        return new MediaFailure(cause, cause.words() + " (" + line(cause, lines).orElse(reason) + ")");
    }

    /**
     * The kind of a failure.
     *
     * @param reason FFmpeg's words for its code
     * @param lines what it logged meanwhile, newest last
     */
    static FailureCause of(String reason, List<String> lines) {
        for (Map.Entry<FailureCause, List<String>> kind : WORDS) {
            if (fits(kind.getValue(), reason) || lines.stream().anyMatch(line -> fits(kind.getValue(), line))) {
                return kind.getKey();
            }
        }
        return FailureCause.OTHER;
    }

    /** The newest line that explains a kind, if any says more than the code does. */
    static Optional<String> line(FailureCause cause, List<String> lines) {
        for (int index = lines.size() - 1; index >= 0; index--) {
            String line = lines.get(index);
            if (WORDS.stream().anyMatch(kind -> kind.getKey() == cause && fits(kind.getValue(), line))) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static boolean fits(List<String> words, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(lower::contains);
    }
}
