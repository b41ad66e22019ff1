package org.earwitness.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The same guarantees over Apache's own Kafka image, where there is a Docker engine. */
final class ContainerGuaranteesTest extends Guarantees {
    private static final String IMAGE = "apache/kafka:4.3.1";

    private static Optional<KafkaContainer> kafka = Optional.empty();
    // Its registry serves; its broker stays idle.
    private static Optional<EmbeddedCluster> registry = Optional.empty();

    @BeforeAll
    static void startContainer() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "skipped: there is no Docker engine, so Apache's Kafka image cannot run");
        KafkaContainer container = new KafkaContainer(IMAGE);
        container.start();
        kafka = Optional.of(container);
        registry = Optional.of(EmbeddedCluster.start(
                EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry"))));
    }

    @AfterAll
    static void stopContainer() {
        kafka.ifPresent(KafkaContainer::stop);
        registry.ifPresent(EmbeddedCluster::close);
    }

    @Override
    String bootstrapServers() {
        return kafka.orElseThrow().getBootstrapServers();
    }

    @Override
    String schemaRegistryUrl() {
        return registry.orElseThrow().schemaRegistryAddress().toString();
    }
}
