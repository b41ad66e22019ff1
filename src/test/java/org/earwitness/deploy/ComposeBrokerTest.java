package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** The broker's variables, put before the broker's own configuration. */
final class ComposeBrokerTest {
    /** Read by the scripts of the official image; every other KAFKA_* becomes a property of the broker. */
    private static final Set<String> OF_THE_IMAGE = Set.of("KAFKA_HEAP_OPTS");

    private final ComposeService kafka = ComposeFile.standard().service("kafka");

    @Test
    void theBrokerTakesEveryPropertyThatItIsGiven() {
        Map<String, String> properties = properties();
        assertThat(properties).isNotEmpty();
        Map<String, Object> parsed = AbstractKafkaConfig.CONFIG_DEF.parse(properties);
        assertThat(parsed.keySet()).containsAll(properties.keySet());
    }

    @Test
    void everyListenerIsMappedToAProtocolAndAdvertisedWhereItIsPublished() {
        for (String listener : property("listeners").split(",", -1)) {
            String name = listener.substring(0, listener.indexOf(':'));
            assertThat(property("listener.security.protocol.map")).contains(name + ":");
        }
        String published = kafka.ports().get(0).split(":", -1)[1];
        assertThat(property("advertised.listeners")).contains("//localhost:" + published);
    }

    @Test
    void ourContainersAndTheRegistryReachTheBrokerWhereItIsAdvertised() {
        String advertised = property("advertised.listeners");
        ComposeFile file = ComposeFile.standard();
        assertThat(file.ours())
                .allSatisfy(service -> assertThat(advertised)
                        .contains("//" + service.environment().get("EARWITNESS_KAFKA_BOOTSTRAP_SERVERS")));
        assertThat(advertised)
                .contains("//" + file.service("registry").environment().get("KAFKA_BOOTSTRAP_SERVERS"));
        assertThat(String.join(" ", kafka.healthCommand().orElseThrow())).contains("--bootstrap-server kafka:19092");
    }

    @Test
    void theClusterHasAProperIdAndTopicsAreMadeByNobodyElse() {
        assertThat(Base64.getUrlDecoder().decode(kafka.environment().getOrDefault("CLUSTER_ID", "")))
                .hasSize(16);
        assertThat(properties()).containsEntry("auto.create.topics.enable", "false");
    }

    private String property(String name) {
        return Objects.requireNonNull(properties().get(name), name);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        kafka.environment().forEach((variable, value) -> {
            if (variable.startsWith("KAFKA_") && !OF_THE_IMAGE.contains(variable)) {
                String name = variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT);
                properties.put(name.replace('_', '.'), value);
            }
        });
        return properties;
    }
}
