package org.earwitness.ingest.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets an HLS playlist a second time, for the dates that FFmpeg passes over: small, by a deadline, to the same places and with
 * the same trust as the source itself. Follows no redirect.
 */
final class PlaylistFetch {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration CONNECT_DEADLINE = Duration.ofMillis(1_500);
    private static final int MOST_BYTES = 1 << 20;

    private final SourceSettings settings;
    private final Reach reach;
    private final Duration deadline;

    PlaylistFetch(SourceSettings settings, Reach reach) {
        this(settings, reach, DEADLINE);
    }

    /** @param deadline longest that one playlist may take, from the first byte to the last */
    PlaylistFetch(SourceSettings settings, Reach reach, Duration deadline) {
        this.settings = settings;
        this.reach = reach;
        this.deadline = deadline;
    }

    /**
     * Reads a playlist. Waits; not for the thread that reads media.
     *
     * @throws IOException when it cannot be had, or may not be asked for
     */
    Playlist get(String address) throws IOException {
        URI uri = URI.create(address);
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw new IOException("it is not on an HTTP server");
        }
        for (InetAddress numeric : InetAddress.getAllByName(uri.getHost())) {
            if (!reach.allows(numeric)) {
                throw new IOException("it leads to " + numeric.getHostAddress());
            }
        }
        HttpResponse<byte[]> response = answer(client(uri).sendAsync(request(uri), any -> new Beginning(MOST_BYTES)));
        if (response.statusCode() != 200) {
            throw new IOException("it answers " + response.statusCode());
        }
        return Playlist.parse(new String(response.body(), StandardCharsets.UTF_8), uri);
    }

    private HttpResponse<byte[]> answer(CompletableFuture<HttpResponse<byte[]>> asked) throws IOException {
        try {
            // A time-out of the client's own ends with the first byte, and a read's with each: a server can trickle for
            // days.
            return asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it was not there within " + deadline.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it is no longer wanted", e);
        } finally {
            asked.cancel(true);
        }
    }

    private HttpClient client(URI uri) throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_DEADLINE);
        if ("https".equalsIgnoreCase(uri.getScheme())) {
            if (!settings.verifyTls()) {
                // Dates of a server that nobody vouches for are not worth a second way round its certificate.
                throw new IOException("its certificate is not checked");
            }
            if (settings.certificates().isPresent()) {
                client.sslContext(
                        TrustedAuthorities.context(settings.certificates().get()));
            }
        }
        return client.build();
    }

    private HttpRequest request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .setHeader("User-Agent", settings.options().getOrDefault("user_agent", "earwitness"));
        if (uri.getRawUserInfo() != null) {
            // In a form a plus is a blank; in an address it is a plus.
            String credentials = URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            request.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        for (String header : settings.options().getOrDefault("headers", "").split("\\R")) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                request.setHeader(
                        header.substring(0, colon).strip(),
                        header.substring(colon + 1).strip());
            }
        }
        return request.build();
    }

    /** As many bytes of an answer as a playlist may have. */
    private static final class Beginning implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;

        Beginning(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[Math.min(buffer.remaining(), most - bytes.size())];
                buffer.get(part);
                bytes.write(part, 0, part.length);
            }
            if (bytes.size() >= most) {
                whole.complete(bytes.toByteArray());
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(bytes.toByteArray());
        }
    }
}
