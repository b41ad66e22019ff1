package org.earwitness.schemas;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a schema registry is reached.
 *
 * @param address base address, for instance {@code http://host:8081} (Confluent) or
 *     {@code http://host:port/apis/ccompat/v7} (Apicurio); without credentials
 * @param login user and password for HTTP basic authentication
 * @param tls trust and keys for an {@code https} address; the JDK's own where empty
 * @param deadline longest one call may take, all its attempts included
 * @param attempts how often a call is tried when the registry cannot be reached or answers with a server error
 * @param pause how long to wait before the second attempt; doubled for each further one
 */
public record RegistrySettings(
        URI address, Optional<Login> login, Optional<SSLContext> tls, Duration deadline, int attempts, Duration pause) {

    /** Ten seconds bridge a restart of the registry and stay below the transaction time-out of the localizer. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private static final int DEFAULT_ATTEMPTS = 5;
    private static final Duration DEFAULT_PAUSE = Duration.ofMillis(100);

    /**
     * Who we are to the registry.
     *
     * @param user name
     * @param password never printed
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=...]";
        }
    }

    public RegistrySettings {
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException("the address of the schema registry at " + address.getHost()
                    + " carries credentials: set user and password on their own, so that no log shows them.");
        }
        String scheme = Optional.ofNullable(address.getScheme()).orElse("");
        if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
            throw new IllegalArgumentException("the address of the schema registry is '" + address
                    + "': use http://host:port or https://host:port.");
        }
        if (attempts < 1 || attempts > 100 || deadline.isNegative() || deadline.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "a registry call needs 1 to 100 attempts, a deadline above 0 and a pause of 0 or" + " more, not "
                            + attempts + ", " + deadline + ", " + pause + ".");
        }
    }

    /** The usual settings for an address. */
    public static RegistrySettings of(URI address) {
        return new RegistrySettings(
                address, Optional.empty(), Optional.empty(), DEFAULT_DEADLINE, DEFAULT_ATTEMPTS, DEFAULT_PAUSE);
    }

    /** The same with a login. */
    public RegistrySettings withLogin(String user, String password) {
        return new RegistrySettings(address, Optional.of(new Login(user, password)), tls, deadline, attempts, pause);
    }

    /** The same with trust and keys of our own. */
    public RegistrySettings withTls(SSLContext context) {
        return new RegistrySettings(address, login, Optional.of(context), deadline, attempts, pause);
    }

    /** The same with another deadline. */
    public RegistrySettings withDeadline(Duration longest) {
        return new RegistrySettings(address, login, tls, longest, attempts, pause);
    }
}
