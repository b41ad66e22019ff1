package org.earwitness.ingest.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Checks the certificates of hosts that are named by a number. FFmpeg compares a certificate with a host only where that is a
 * name: with a number it believes every server that any trusted authority vouches for, as whatever.
 *
 * <p>The check is a connection of its own in front of FFmpeg's, so it tells whether the server is what it says, and no more:
 * somebody on the way may let the one through and answer the other. Such a one needs another certificate of a trusted authority,
 * which anybody can get of the public ones; so a number is only taken where the stream names its authorities.
 *
 * <p>One thread.
 */
final class NumericHosts {
    private static final Pattern TLS = Pattern.compile(
            "^(?:[a-z0-9.]+[+:])*?(https|rtsps|rtmps|rtmpts|tls)://(?:[^/?#]*@)?(?:\\[([^\\]/?#]*)\\]|([^:/?#]*))(?::([0-9]{1,5}))?",
            Pattern.CASE_INSENSITIVE);

    /** What the system takes for an IPv4 address, its odd spellings too; whatever holds a colon is one of IPv6. */
    private static final Pattern NUMBER =
            Pattern.compile("(?i)(?:0x[0-9a-f]*|[0-9]+)(?:\\.(?:0x[0-9a-f]*|[0-9]+)){0,3}");

    private static final Map<String, Integer> PORTS =
            Map.of("https", 443, "rtsps", 322, "rtmps", 443, "rtmpts", 443, "tls", 443);
    private static final long POLL_MILLIS = 50;

    private final SourceSettings settings;
    private final ReadDeadline deadline;
    private final Set<InetSocketAddress> known = new HashSet<>();

    /**
     * @param settings whose certificates are believed
     * @param deadline how long a check may take
     */
    NumericHosts(SourceSettings settings, ReadDeadline deadline) {
        this.settings = settings;
        this.deadline = deadline;
    }

    /**
     * Checks the server of an address before FFmpeg opens it, if it is a numeric one and TLS is spoken to it; each server once.
     *
     * @param url any address
     * @param reach whether an address may be connected to; FFmpeg itself is kept from the others
     * @throws MediaFailure TLS when the server cannot prove that it is this host; STOPPED or TIMEOUT by the deadline
     */
    void check(String url, Predicate<InetAddress> reach) throws MediaFailure {
        Matcher address = TLS.matcher(url);
        if (!settings.verifyTls() || !address.find()) {
            return;
        }
        String host = address.group(2) == null ? address.group(3) : address.group(2);
        if (!isNumeric(host)) {
            return;
        }
        int port = address.group(4) == null
                ? PORTS.getOrDefault(address.group(1).toLowerCase(Locale.ROOT), 443)
                : Integer.parseInt(address.group(4));
        try {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(host), port);
            if (!known.contains(server) && reach.test(server.getAddress())) {
                shakeHands(host, server);
                known.add(server);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw refused(host + " is no address that a certificate can be for");
        }
    }

    static boolean isNumeric(String host) {
        return host.contains(":") || NUMBER.matcher(host).matches();
    }

    private static MediaFailure refused(String why) {
        return new MediaFailure(FailureCause.TLS, FailureCause.TLS.words() + " (" + why + ")");
    }

    private void shakeHands(String host, InetSocketAddress server) throws MediaFailure, IOException {
        CompletableFuture<Optional<IOException>> answer = new CompletableFuture<>();
        try (Socket plain = new Socket()) {
            // A server that sends its handshake byte by byte holds this thread no longer than the socket is open.
            Thread thread = new Thread(
                    () -> answer.complete(tried(plain, host, server, settings.certificates())),
                    "earwitness-certificate");
            thread.setDaemon(true);
            thread.start();
            Optional<IOException> failure = awaited(answer);
            if (failure.isPresent()) {
                throw failed(host, failure.get());
            }
            if (settings.certificates().isEmpty()) {
                throw refused(
                        "a certificate is not proof enough for a host that is a number: give the host by its name,"
                                + " or name the authority of " + host + " by certificates");
            }
        }
    }

    private Optional<IOException> awaited(CompletableFuture<Optional<IOException>> answer) throws MediaFailure {
        while (true) {
            try {
                return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (deadline.isInterrupted()) {
                    throw new MediaFailure(FailureCause.STOPPED, "it was stopped");
                }
                if (deadline.hasPassed()) {
                    throw new MediaFailure(FailureCause.TIMEOUT, "it did not show its certificate in time");
                }
            } catch (ExecutionException e) {
                throw refused("its certificate could not be looked at: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MediaFailure(FailureCause.STOPPED, "it was stopped");
            }
        }
    }

    private static Optional<IOException> tried(
            Socket plain, String host, InetSocketAddress server, Optional<String> certificates) {
        try {
            plain.connect(server);
            if (certificates.isEmpty()) {
                return Optional.empty();
            }
            try (SSLSocket secured = (SSLSocket) TrustedAuthorities.context(certificates.get())
                    .getSocketFactory()
                    .createSocket(plain, host, server.getPort(), true)) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);
                secured.startHandshake();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        } catch (RuntimeException e) {
            return Optional.of(new IOException(e));
        }
    }

    private static MediaFailure failed(String host, IOException failure) {
        if (failure instanceof java.net.ConnectException) {
            return new MediaFailure(
                    FailureCause.REFUSED, FailureCause.REFUSED.words() + " (" + failure.getMessage() + ")");
        }
        if (failure instanceof java.net.NoRouteToHostException) {
            return new MediaFailure(
                    FailureCause.UNREACHABLE, FailureCause.UNREACHABLE.words() + " (" + failure.getMessage() + ")");
        }
        return refused("the certificate of " + host + " does not prove that it is that host: " + failure.getMessage());
    }
}
