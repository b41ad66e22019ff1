package org.earwitness.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Gets an HLS playlist a second time, for the dates that FFmpeg passes over: small, by a deadline, to the same places and with
 * the same trust as the source itself. Follows no redirect.
 */
final class PlaylistFetch {
    private static final int TIMEOUT_MILLIS = 1_500;
    private static final int MOST_BYTES = 1 << 20;

    private final SourceSettings settings;
    private final Reach reach;

    PlaylistFetch(SourceSettings settings, Reach reach) {
        this.settings = settings;
        this.reach = reach;
    }

    /**
     * Reads a playlist. Waits; not for the thread that reads media.
     *
     * @throws IOException when it cannot be had, or may not be asked for
     */
    Playlist get(String address) throws IOException {
        URI uri = URI.create(address);
        for (InetAddress numeric : InetAddress.getAllByName(uri.getHost())) {
            if (!reach.allows(numeric)) {
                throw new IOException("it leads to " + numeric.getHostAddress());
            }
        }
        URLConnection connection = uri.toURL().openConnection();
        if (!(connection instanceof HttpURLConnection http)) {
            throw new IOException("it is not on an HTTP server");
        }
        http.setInstanceFollowRedirects(false);
        http.setConnectTimeout(TIMEOUT_MILLIS);
        http.setReadTimeout(TIMEOUT_MILLIS);
        http.setRequestProperty("User-Agent", settings.options().getOrDefault("user_agent", "earwitness"));
        headers(http, uri);
        if (http instanceof HttpsURLConnection https) {
            trust(https);
        }
        try (InputStream body = http.getInputStream()) {
            if (http.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("it answers " + http.getResponseCode());
            }
            return Playlist.parse(new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8), uri);
        } finally {
            http.disconnect();
        }
    }

    private void headers(HttpURLConnection http, URI uri) {
        if (uri.getRawUserInfo() != null) {
            byte[] credentials = URLDecoder.decode(uri.getRawUserInfo(), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            http.setRequestProperty(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        for (String header : settings.options().getOrDefault("headers", "").split("\\R")) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                http.setRequestProperty(
                        header.substring(0, colon).strip(),
                        header.substring(colon + 1).strip());
            }
        }
    }

    private void trust(HttpsURLConnection https) throws IOException {
        if (!settings.verifyTls()) {
            // Dates of a server that nobody vouches for are not worth a second way round its certificate.
            throw new IOException("its certificate is not checked");
        }
        Optional<String> certificates = settings.certificates();
        if (certificates.isEmpty()) {
            return;
        }
        try (InputStream pem = Files.newInputStream(Path.of(certificates.get()))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            https.setSSLSocketFactory(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + certificates.get() + " cannot be used", e);
        }
    }
}
