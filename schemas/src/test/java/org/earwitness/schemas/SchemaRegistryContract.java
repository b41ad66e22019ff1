package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SchemaRegistry} does; each implementation runs the same cases. */
public abstract class SchemaRegistryContract {
    private final String subject = "contract-" + UUID.randomUUID() + "-value";
    private final Schema first = SchemaBuilder.record(
                    "Contract" + UUID.randomUUID().toString().replace("-", ""))
            .fields()
            .requiredString("stream")
            .endRecord();
    private final Schema withDefault = SchemaBuilder.record(first.getName())
            .fields()
            .requiredString("stream")
            .name("note")
            .type()
            .stringType()
            .stringDefault("")
            .endRecord();
    private final Schema withoutDefault = SchemaBuilder.record(first.getName())
            .fields()
            .requiredString("stream")
            .requiredLong("index")
            .endRecord();

    private SchemaRegistry registry = new InMemorySchemaRegistry();

    /** A registry to test; it may hold other subjects. */
    protected abstract SchemaRegistry open();

    @BeforeEach
    void openRegistry() {
        registry = open();
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Test
    void aRegisteredSchemaIsFoundByIdAndBySubject() {
        int id = registry.register(subject, first);

        assertThat(registry.schemaOf(id)).contains(first);
        assertThat(registry.idOf(subject, first)).contains(id);
        assertThat(registry.latest(subject)).contains(new SchemaRegistry.Registered(subject, 1, id, first));
        assertThat(registry.versions(subject)).containsExactly(1);
        assertThat(registry.subjects()).contains(subject);
    }

    @Test
    void anotherClientFindsWhatOneRegistered() {
        int id = registry.register(subject, first);

        try (SchemaRegistry other = reopen()) {
            assertThat(other.schemaOf(id)).contains(first);
            assertThat(other.idOf(subject, first)).contains(id);
        }
    }

    @Test
    void registeringAgainGivesTheSameIdAndNoNewVersion() {
        int id = registry.register(subject, first);

        assertThat(registry.register(subject, first)).isEqualTo(id);
        assertThat(registry.versions(subject)).hasSize(1);
    }

    @Test
    void unknownThingsAreEmptyAndNotErrors() {
        assertThat(registry.idOf(subject, first)).isEmpty();
        assertThat(registry.latest(subject)).isEmpty();
        assertThat(registry.versions(subject)).isEmpty();
        assertThat(registry.schemaOf(987_654)).isEmpty();
        assertThat(registry.compatibilityOf(subject)).isEmpty();
    }

    @Test
    void fullTransitiveTakesAFieldWithADefaultAndRefusesOneWithout() {
        registry.setCompatibility(subject, SchemaRegistry.Compatibility.FULL_TRANSITIVE);
        registry.register(subject, first);

        assertThat(registry.compatibilityOf(subject)).contains(SchemaRegistry.Compatibility.FULL_TRANSITIVE);
        assertThat(registry.incompatibilities(subject, withDefault)).isEmpty();
        assertThat(registry.incompatibilities(subject, withoutDefault)).isNotEmpty();
        assertThatThrownBy(() -> registry.register(subject, withoutDefault))
                .isInstanceOfSatisfying(
                        RegistryRefusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(409));
        assertThat(registry.register(subject, withDefault)).isPositive();
        assertThat(registry.versions(subject)).containsExactly(1, 2);
    }

    @Test
    void oneSchemaUnderTwoSubjectsIsFoundUnderBoth() {
        registry.register(subject, first);
        registry.register(subject + "-second", first);

        assertThat(registry.idOf(subject, first)).isPresent();
        assertThat(registry.idOf(subject + "-second", first)).isPresent();
    }

    /** A second client of the registry under test, without anything cached. */
    protected SchemaRegistry reopen() {
        return open();
    }
}
