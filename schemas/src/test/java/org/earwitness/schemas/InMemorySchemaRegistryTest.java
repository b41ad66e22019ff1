package org.earwitness.schemas;

final class InMemorySchemaRegistryTest extends SchemaRegistryContract {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Override
    protected SchemaRegistry open() {
        return registry;
    }
}
