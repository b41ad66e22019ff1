package org.earwitness.app.torture;

import static org.earwitness.ingest.source.FailureCause.AUTHENTICATION;
import static org.earwitness.ingest.source.FailureCause.BROKEN;
import static org.earwitness.ingest.source.FailureCause.CODEC;
import static org.earwitness.ingest.source.FailureCause.DNS;
import static org.earwitness.ingest.source.FailureCause.GARBAGE;
import static org.earwitness.ingest.source.FailureCause.NOT_FOUND;
import static org.earwitness.ingest.source.FailureCause.NO_TRACKS;
import static org.earwitness.ingest.source.FailureCause.OTHER;
import static org.earwitness.ingest.source.FailureCause.PROTOCOL;
import static org.earwitness.ingest.source.FailureCause.REFUSED;
import static org.earwitness.ingest.source.FailureCause.TIMEOUT;
import static org.earwitness.ingest.source.FailureCause.TLS;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.earwitness.ingest.source.FailureCause;

/** One way to misbehave, what a good product does about it, and how soon. Ports are given out in this order. */
public enum Fault {
    NONE(
            "sends the media and closes the connection",
            "reads it; without this one the others prove nothing",
            Scheme.HTTP,
            Set.of(),
            When.NEVER,
            WireFaults::none),
    SILENCE(
            "accepts the connection and says nothing",
            "gives up and says that nothing came",
            List.of(Scheme.HTTP, Scheme.RTSP, Scheme.RTMP),
            Set.of(TIMEOUT),
            When.AT_THE_START,
            WireFaults::silence),
    STALL(
            "sends half of the media, then nothing, and keeps the connection open",
            "keeps what came, says that the stream stalled, and connects again",
            Scheme.HTTP,
            Set.of(TIMEOUT),
            When.IN_THE_MIDDLE,
            WireFaults::stall),
    HALF_OPEN(
            "sends half of the media and never reads, writes or closes again, as after a power cut",
            "does not wait for a FIN: says that the stream stalled, and connects again",
            Scheme.HTTP,
            Set.of(TIMEOUT),
            When.IN_THE_MIDDLE,
            WireFaults::halfOpen),
    RESET_AT_THE_START(
            "answers the connection with a reset",
            "says that the connection broke, and tries again later and later",
            List.of(Scheme.HTTP, Scheme.RTSP),
            Set.of(BROKEN),
            When.AT_THE_START,
            WireFaults::resetAtTheStart),
    RESET_IN_THE_MIDDLE(
            "resets the connection after half of the media",
            "keeps what came, says that the connection broke, and connects again",
            Scheme.HTTP,
            Set.of(BROKEN),
            When.IN_THE_MIDDLE,
            WireFaults::resetInTheMiddle),
    CLOSE(
            "closes the connection at once",
            "says that it was closed, and tries again later and later",
            List.of(Scheme.HTTP, Scheme.RTSP),
            Set.of(BROKEN),
            When.AT_THE_START,
            WireFaults::close),
    DRIBBLE(
            "sends the media at one byte a second",
            "does not take bytes for media: says that none comes",
            Scheme.HTTP,
            Set.of(TIMEOUT),
            When.AT_THE_START,
            WireFaults::dribble),
    GARBAGE_INSTEAD(
            "sends random bytes without end instead of media",
            "gives up within bounds of time and memory, and says that it is no media",
            Scheme.HTTP,
            Set.of(GARBAGE, NO_TRACKS, CODEC, TIMEOUT),
            When.AT_THE_START,
            WireFaults::garbageInstead),
    GARBAGE_AFTER_THE_START(
            "sends half of the media, then random bytes without end",
            "keeps what came, shows none of the garbage, says what it got, and connects again",
            Scheme.HTTP,
            Set.of(GARBAGE, BROKEN, TIMEOUT),
            When.IN_THE_MIDDLE,
            WireFaults::garbageAfterTheStart),
    BACKLOG(
            "listens but never accepts, and its queue is full: the handshake of TCP does not end",
            "gives up and says that nothing came",
            Scheme.HTTP,
            Set.of(TIMEOUT),
            When.AT_THE_START,
            WireFaults::silence),
    NOBODY(
            "does not listen",
            "says that the connection was refused, and tries again later and later",
            List.of(Scheme.HTTP, Scheme.RTSP),
            Set.of(REFUSED),
            When.AT_THE_START,
            WireFaults::close),
    UNKNOWN_NAME(
            "has a name that does not exist",
            "says that the name cannot be resolved",
            List.of(Scheme.HTTP, Scheme.RTSP),
            Set.of(DNS),
            When.AT_THE_START,
            WireFaults::close),
    TLS_HANDSHAKE(
            "begins a TLS handshake at one byte a second",
            "has a deadline on the handshake, and says that nothing came or that TLS failed",
            Scheme.HTTPS,
            Set.of(TIMEOUT, TLS),
            When.AT_THE_START,
            WireFaults::tlsHandshake),
    NO_TLS(
            "answers TLS with plain text",
            "says that TLS failed",
            Scheme.HTTPS,
            Set.of(TLS),
            When.AT_THE_START,
            HttpFaults::plainText),
    SLOW_HEADERS(
            "sends its HTTP headers at one byte a second",
            "has a deadline on the whole answer, not on each byte",
            Scheme.HTTP,
            Set.of(TIMEOUT),
            When.AT_THE_START,
            HttpFaults::slowHeaders),
    ENDLESS_HEADERS(
            "sends HTTP headers without end, as fast as it can",
            "gives up within bounds of time and memory",
            Scheme.HTTP,
            Set.of(TIMEOUT, BROKEN, GARBAGE, OTHER),
            When.AT_THE_START,
            HttpFaults::endlessHeaders),
    REDIRECT_LOOP(
            "redirects to itself, again and again",
            "follows a few times, then says so",
            Scheme.HTTP,
            Set.of(BROKEN, OTHER),
            When.AT_THE_START,
            HttpFaults::redirectLoop),
    HTTP_401(
            "asks for a password (HTTP 401), whatever it is given",
            "says that the credentials were refused, and does not show them",
            Scheme.HTTP,
            Set.of(AUTHENTICATION),
            When.AT_THE_START,
            HttpFaults::unauthorized),
    HTTP_403(
            "forbids it (HTTP 403)",
            "says that access was refused",
            Scheme.HTTP,
            Set.of(AUTHENTICATION),
            When.AT_THE_START,
            HttpFaults::forbidden),
    HTTP_404(
            "has nothing there (HTTP 404)",
            "says that there is nothing under the address",
            Scheme.HTTP,
            Set.of(NOT_FOUND),
            When.AT_THE_START,
            HttpFaults::notFound),
    HTTP_503(
            "is overloaded (HTTP 503)",
            "says so, and tries again later and later",
            Scheme.HTTP,
            Set.of(BROKEN),
            When.AT_THE_START,
            HttpFaults::unavailable),
    PLAYLIST_OF_A_FILE(
            "sends an HLS playlist that names a file of the reader's machine",
            "never opens the file, and says that it is not allowed",
            Scheme.PLAYLIST,
            Set.of(PROTOCOL, GARBAGE, NO_TRACKS, NOT_FOUND, BROKEN),
            When.AT_THE_START,
            HttpFaults::playlistOfAFile),
    PLAYLIST_OF_ITSELF(
            "sends an HLS playlist that names itself as its only segment",
            "gives up within bounds of time, and says that it is no media",
            Scheme.PLAYLIST,
            Set.of(GARBAGE, NO_TRACKS, TIMEOUT, BROKEN, OTHER),
            When.AT_THE_START,
            HttpFaults::playlistOfItself),
    RTSP_401(
            "asks for a password (RTSP 401 with a digest challenge), whatever it is given",
            "says that the credentials were refused, and does not show them",
            Scheme.RTSP,
            Set.of(AUTHENTICATION),
            When.AT_THE_START,
            RtspFaults::unauthorized),
    RTSP_404(
            "has no such stream (RTSP 404)",
            "says that there is nothing under the address",
            Scheme.RTSP,
            Set.of(NOT_FOUND),
            When.AT_THE_START,
            RtspFaults::notFound),
    RTSP_SILENT_PLAY(
            "describes a stream, agrees to play it and sends no packet",
            "is not live before media comes: says that none does",
            Scheme.RTSP,
            Set.of(TIMEOUT, CODEC),
            When.AT_THE_START,
            RtspFaults::silentPlay),
    RTSP_GARBAGE(
            "answers RTSP with random bytes",
            "says that it is no media, or that nothing it understands came",
            Scheme.RTSP,
            Set.of(GARBAGE, BROKEN, TIMEOUT, OTHER),
            When.AT_THE_START,
            RtspFaults::garbage);

    /** Protocols that a fault speaks, or that are spoken to it in vain. */
    enum Scheme {
        HTTP("http", ""),
        PLAYLIST("http", "m3u8"),
        HTTPS("https", ""),
        RTSP("rtsp", ""),
        RTMP("rtmp", "");

        private final String word;
        private final String ending;

        Scheme(String word, String ending) {
            this.word = word;
            this.ending = ending;
        }

        String word() {
            return word;
        }

        /** The address of a server's media. */
        String url(String host, int port, Media media) {
            String path = this == HTTP || this == HTTPS
                    ? "camera." + media.ending()
                    : ending.isEmpty() ? "camera" : "camera." + ending;
            return word + "://" + host + ":" + port + "/" + path;
        }
    }

    /** At which point of a stream it goes wrong. */
    enum When {
        NEVER,
        AT_THE_START,
        IN_THE_MIDDLE
    }

    private final String does;
    private final String wanted;
    private final List<Scheme> schemes;
    private final Set<FailureCause> causes;
    private final When when;
    private final Behaviour behaviour;

    Fault(String does, String wanted, Scheme scheme, Set<FailureCause> causes, When when, Behaviour behaviour) {
        this(does, wanted, List.of(scheme), causes, when, behaviour);
    }

    Fault(String does, String wanted, List<Scheme> schemes, Set<FailureCause> causes, When when, Behaviour behaviour) {
        this.does = does;
        this.wanted = wanted;
        this.schemes = schemes;
        this.causes = causes;
        this.when = when;
        this.behaviour = behaviour;
    }

    /** Its name on command lines and in tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the server does, to stand after "the server". */
    public String does() {
        return does;
    }

    /** What a good product does, to stand after "a good product". */
    public String wanted() {
        return wanted;
    }

    /** Whether it can stand between a product and its camera; the others answer by themselves. */
    public boolean isThroughProxy() {
        return switch (this) {
            case NONE, STALL, HALF_OPEN, RESET_IN_THE_MIDDLE, DRIBBLE, GARBAGE_AFTER_THE_START -> true;
            default -> false;
        };
    }

    /** How soon a good product says so, in seconds from the moment it begins. */
    public int withinSeconds() {
        return this == DRIBBLE || this == SLOW_HEADERS || this == GARBAGE_INSTEAD || this == GARBAGE_AFTER_THE_START
                ? 10
                : 5;
    }

    List<Scheme> schemes() {
        return schemes;
    }

    /** What our own ingest may call it. */
    Set<FailureCause> causes() {
        return causes;
    }

    When when() {
        return when;
    }

    Behaviour behaviour() {
        return behaviour;
    }
}
