package org.earwitness.app.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust and keys for the schema registry, read from the files of its configuration. */
final class RegistryTls {
    private RegistryTls() {}

    /** The context for a configuration that names stores; empty for one that names none. */
    static Optional<SSLContext> of(RegistryConfig config) {
        if (config.trustStore().isEmpty() && config.keyStore().isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(config), trust(config), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidConfiguration(List.of("the stores of schemaRegistry cannot be opened (trustStore "
                    + shown(config.trustStore()) + ", keyStore " + shown(config.keyStore()) + "): " + e.getMessage()
                    + ". Check the files and their passwords."));
        }
    }

    /** The first line of a file that holds a secret. */
    static String firstLine(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new InvalidConfiguration(List.of(
                    setting + " is " + file + ": it cannot be read (" + e.getMessage() + "). Check path and rights."));
        }
    }

    private static KeyManager[] keys(RegistryConfig config) throws GeneralSecurityException, IOException {
        if (config.keyStore().isEmpty()) {
            return new KeyManager[0];
        }
        char[] password = password("schemaRegistry.keyStorePasswordFile", config.keyStorePasswordFile());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(config.keyStore().get().toFile(), password), password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(RegistryConfig config) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (config.trustStore().isPresent()) {
            char[] password = password("schemaRegistry.trustStorePasswordFile", config.trustStorePasswordFile());
            factory.init(KeyStore.getInstance(config.trustStore().get().toFile(), password));
        } else {
            factory.init((KeyStore) null); // the JDK's own certificates
        }
        return factory.getTrustManagers();
    }

    private static char[] password(String setting, Optional<Path> file) {
        return file.map(path -> firstLine(setting, path).toCharArray()).orElse(new char[0]);
    }

    private static String shown(Optional<Path> file) {
        return file.map(Path::toString).orElse("none");
    }
}
