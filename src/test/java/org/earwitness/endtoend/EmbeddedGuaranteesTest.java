package org.earwitness.endtoend;

import java.util.Optional;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The guarantees over the embedded broker and the real registry. */
final class EmbeddedGuaranteesTest extends Guarantees {
    private static Optional<EmbeddedCluster> cluster = Optional.empty();

    @BeforeAll
    static void startCluster() {
        cluster = Optional.of(EmbeddedCluster.start(
                EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry"))));
    }

    @AfterAll
    static void stopCluster() {
        cluster.ifPresent(EmbeddedCluster::close);
    }

    @Override
    String bootstrapServers() {
        return cluster.orElseThrow().bootstrapServers();
    }

    @Override
    String schemaRegistryUrl() {
        return cluster.orElseThrow().schemaRegistryAddress().toString();
    }
}
