package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first published version of every schema is kept; today's must be able to read it and be read by it. */
final class SchemaEvolutionTest {

    static List<Topic<?>> topicsWithASchema() {
        return Topics.standard().all().stream()
                .filter(topic -> topic.schema().isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("topicsWithASchema")
    void todaysSchemaIsFullyCompatibleWithTheFirstVersion(Topic<?> topic) throws IOException {
        Schema today = topic.schema().orElseThrow();
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        registry.setCompatibility(topic.subject(), SchemaRegistry.Compatibility.FULL_TRANSITIVE);
        registry.register(topic.subject(), firstVersion(today.getName()));

        assertThat(registry.incompatibilities(topic.subject(), today)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("topicsWithASchema")
    void everyEnumHasAnUnknownDefaultFromTheFirstVersion(Topic<?> topic) throws IOException {
        Schema first = firstVersion(topic.schema().orElseThrow().getName());

        assertThat(first.getFields().stream()
                        .map(Schema.Field::schema)
                        .flatMap(schema -> schema.isUnion() ? schema.getTypes().stream() : List.of(schema).stream())
                        .filter(schema -> schema.getType() == Schema.Type.ENUM))
                .allSatisfy(schema -> assertThat(schema.getEnumDefault()).isEqualTo("UNKNOWN"));
    }

    @ParameterizedTest
    @MethodSource("topicsWithASchema")
    void everyFieldSaysWhatItIs(Topic<?> topic) {
        assertThat(topic.schema().orElseThrow().getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank());
    }

    @Test
    void aFieldWithoutADefaultWouldBeCaught() throws IOException {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        Schema first = firstVersion("StreamStatus");
        registry.setCompatibility("x", SchemaRegistry.Compatibility.FULL_TRANSITIVE);
        registry.register("x", first);
        List<Schema.Field> fields = new java.util.ArrayList<>();
        first.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("host", Schema.create(Schema.Type.STRING)));
        Schema broken = Schema.createRecord(first.getName(), first.getDoc(), first.getNamespace(), false, fields);

        assertThat(registry.incompatibilities("x", broken)).isNotEmpty();
    }

    private static Schema firstVersion(String name) throws IOException {
        try (InputStream stored = Objects.requireNonNull(
                SchemaEvolutionTest.class.getResourceAsStream("/first-version/" + name + ".avsc"), name)) {
            return new Schema.Parser().parse(stored);
        }
    }
}
