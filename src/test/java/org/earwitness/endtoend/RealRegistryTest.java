package org.earwitness.endtoend;

import java.util.Optional;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SchemaRegistryContract;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a registry, against the real server that {@code run} and {@code demo} start. */
final class RealRegistryTest extends SchemaRegistryContract {
    private static Optional<EmbeddedCluster> cluster = Optional.empty();

    @BeforeAll
    static void startRegistry() {
        cluster = Optional.of(EmbeddedCluster.start(
                EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry"))));
    }

    @AfterAll
    static void stopRegistry() {
        cluster.ifPresent(EmbeddedCluster::close);
    }

    @Override
    protected SchemaRegistry open() {
        return new HttpSchemaRegistry(RegistrySettings.of(cluster.orElseThrow().schemaRegistryAddress()));
    }
}
