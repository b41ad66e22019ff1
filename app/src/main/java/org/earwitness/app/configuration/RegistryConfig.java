package org.earwitness.app.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.earwitness.schemas.RegistrySettings;

/**
 * How the schema registry is reached.
 *
 * @param url base address without credentials; empty where a command brings its own registry
 * @param user name for HTTP basic authentication
 * @param passwordFile file whose first line is the password
 * @param trustStore PKCS12 or JKS file with the certificates to trust
 * @param trustStorePasswordFile file whose first line opens the trust store
 * @param keyStore PKCS12 or JKS file with our own certificate
 * @param keyStorePasswordFile file whose first line opens the key store
 * @param deadlineMillis longest one call may take, all its attempts included, milliseconds
 */
public record RegistryConfig(
        Optional<URI> url,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> trustStore,
        Optional<Path> trustStorePasswordFile,
        Optional<Path> keyStore,
        Optional<Path> keyStorePasswordFile,
        long deadlineMillis) {
    public static final RegistryConfig DEFAULTS = new RegistryConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RegistrySettings.DEFAULT_DEADLINE.toMillis());

    public RegistryConfig {
        url.ifPresent(address -> {
            if (address.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "url is not shown here: it carries credentials. Set schemaRegistry.user and .passwordFile instead.");
            }
            if (!address.toString().matches("https?://[^/].*")) {
                throw new IllegalArgumentException(
                        "url is " + address + ": it is not an http address. Use for instance http://registry:8081.");
            }
        });
        if (user.isPresent() != passwordFile.isPresent()) {
            throw new IllegalArgumentException((user.isPresent() ? "user is " + user.get() : "user is empty")
                    + ": a login is a user and a password. Set schemaRegistry.user and .passwordFile, or neither.");
        }
        if (deadlineMillis < 100 || deadlineMillis > 300_000) {
            throw new IllegalArgumentException(
                    "deadlineMillis is " + deadlineMillis + ": it is outside 100 ms to 5 min. Use 10s.");
        }
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "url",
                "Base address: http://host:8081 (Confluent), http://host:8080/apis/ccompat/v7 (Apicurio); none, because `run`"
                        + " and `demo` then bring their own registry.",
                "user",
                "Name for HTTP basic authentication; none, no login.",
                "passwordFile",
                "File whose first line is the password; a file, so that no process list or log shows it.",
                "trustStore",
                "PKCS12 or JKS file with the certificates to trust; none, those of the JDK.",
                "trustStorePasswordFile",
                "File whose first line opens the trust store; none, it has no password.",
                "keyStore",
                "PKCS12 or JKS file with our own certificate; none, we show none.",
                "keyStorePasswordFile",
                "File whose first line opens the key store; none, it has no password.",
                "deadlineMillis",
                "Longest one call may take, all its attempts included; 10 s bridge a restart of the registry and stay below"
                        + " the transaction time-out of 15 s.");
    }

    /** The same at another address. */
    public RegistryConfig withUrl(URI address) {
        return new RegistryConfig(
                Optional.of(address),
                user,
                passwordFile,
                trustStore,
                trustStorePasswordFile,
                keyStore,
                keyStorePasswordFile,
                deadlineMillis);
    }

    /**
     * What a client of the registry takes, with passwords and stores read from their files.
     *
     * @throws InvalidConfiguration when there is no address, or a file cannot be read
     */
    public RegistrySettings settings() {
        RegistrySettings settings = RegistrySettings.of(
                        url.orElseThrow(
                                () -> new InvalidConfiguration(
                                        java.util.List.of(
                                                "schemaRegistry.url is not set: this command needs a schema registry. Use --schema-registry-url."))))
                .withDeadline(Duration.ofMillis(deadlineMillis));
        if (user.isPresent() && passwordFile.isPresent()) {
            settings = settings.withLogin(
                    user.get(), RegistryTls.firstLine("schemaRegistry.passwordFile", passwordFile.get()));
        }
        return RegistryTls.of(this).map(settings::withTls).orElse(settings);
    }
}
