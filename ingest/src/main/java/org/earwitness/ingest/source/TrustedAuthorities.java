package org.earwitness.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed. The OpenSSL that FFmpeg is linked with knows none by itself, so it is given a file: the one
 * that is named, the system's, or the Java runtime's own list written to a file once. Any thread.
 */
final class TrustedAuthorities {
    private static final List<Path> OF_SYSTEMS = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private static final TrustedAuthorities OF_MACHINE = new TrustedAuthorities(OF_SYSTEMS);

    private final List<Path> candidates;
    private @Nullable Path exported;

    TrustedAuthorities(List<Path> candidates) {
        this.candidates = candidates;
    }

    /** The list of this machine. */
    static TrustedAuthorities ofMachine() {
        return OF_MACHINE;
    }

    /**
     * A PEM file.
     *
     * @param named the one that the stream's owner gave
     * @throws MediaFailure when it cannot be read
     */
    Path file(Optional<String> named) throws MediaFailure {
        if (named.isPresent()) {
            Path file = Path.of(named.get());
            if (!Files.isReadable(file)) {
                throw new MediaFailure(
                        FailureCause.TLS,
                        "the certificates in " + file + " cannot be read. Give a PEM file that this process may read");
            }
            return file;
        }
        for (Path candidate : candidates) {
            if (Files.isReadable(candidate)) {
                return candidate;
            }
        }
        return export();
    }

    /**
     * Believes the certificates of a PEM file and no others.
     *
     * @throws IOException when it cannot be read
     */
    static SSLContext context(String certificates) throws IOException {
        try (InputStream pem = Files.newInputStream(Path.of(certificates))) {
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
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + certificates + " cannot be used", e);
        }
    }

    private synchronized Path export() throws MediaFailure {
        Path done = exported;
        if (done != null && Files.isReadable(done)) {
            return done;
        }
        try {
            Path file = Files.createTempFile("earwitness-authorities", ".pem");
            file.toFile().deleteOnExit();
            Files.writeString(file, ofRuntime(), StandardCharsets.US_ASCII);
            exported = file;
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new MediaFailure(
                    FailureCause.TLS,
                    "this machine has no list of trusted certificates (" + e.getMessage()
                            + "). Name one by certificates");
        }
    }

    private static String ofRuntime() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                for (X509Certificate authority : trust.getAcceptedIssuers()) {
                    pem.append("-----BEGIN CERTIFICATE-----\n")
                            .append(lines.encodeToString(authority.getEncoded()))
                            .append("\n-----END CERTIFICATE-----\n");
                }
            }
        }
        return pem.toString();
    }
}
