package org.earwitness.app.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Has an embedded broker ask its clients for TLS and a login, and check what each may do. Its own listeners stay open on
 * loopback, as the broker is one process with its controller.
 *
 * @param keyStore PKCS12 file with the broker's certificate, for 127.0.0.1
 * @param keyStorePassword opens it
 * @param passwords password by name of the user; counts when a directory is used for the first time
 * @param superUser who may do everything
 */
public record BrokerSecurity(Path keyStore, String keyStorePassword, Map<String, String> passwords, String superUser) {
    private static final String MECHANISM = "SCRAM-SHA-256";

    public BrokerSecurity {
        passwords = Map.copyOf(passwords);
    }

    Map<String, String> properties() {
        return Map.ofEntries(
                Map.entry("listener.security.protocol.map", "CLIENT:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("listener.name.client.sasl.enabled.mechanisms", MECHANISM),
                Map.entry(
                        "listener.name.client.scram-sha-256.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                Map.entry("listener.name.client.ssl.keystore.location", keyStore.toString()),
                Map.entry("listener.name.client.ssl.keystore.type", "PKCS12"),
                Map.entry("listener.name.client.ssl.keystore.password", keyStorePassword),
                Map.entry("listener.name.client.ssl.key.password", keyStorePassword),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                // Broker and controller talk to each other without a login.
                Map.entry("super.users", "User:ANONYMOUS;User:" + superUser));
    }

    /** Users as Kafka's formatter takes them. */
    List<String> scramArguments() {
        return passwords.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(user -> MECHANISM + "=[name=" + user.getKey() + ",password=" + user.getValue() + "]")
                .toList();
    }

    @Override
    public String toString() {
        return "BrokerSecurity of " + passwords.keySet();
    }
}
