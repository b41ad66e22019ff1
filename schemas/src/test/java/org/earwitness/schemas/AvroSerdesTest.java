package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

final class AvroSerdesTest {
    private static final String TOPIC = "av.streams";

    private final Topics topics = Topics.standard();
    private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.with(topics);
    private final Serde<StreamStatus> serde = new AvroSerdes(registry).of(topics.streams());

    private static StreamStatus status() {
        return StreamStatus.newBuilder()
                .setStream("gate-3")
                .setState(StreamCondition.LIVE)
                .setReason("media arrives")
                .setEpoch(7)
                .setNextIndex(42)
                .setAttempt(0)
                .setSource("rtsp://10.0.0.7/main")
                .setTracks("h264 1280x720, aac")
                .setClock(Clock.ARRIVAL)
                .build();
    }

    @Test
    void aRecordComesBackAsItWas() {
        byte[] bytes = serde.serializer().serialize(TOPIC, status());

        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(status());
    }

    @Test
    void theBytesBeginWithZeroAndTheIdOfTheSchema() {
        byte[] bytes = serde.serializer().serialize(TOPIC, status());
        int id =
                registry.idOf("av.streams-value", StreamStatus.getClassSchema()).orElseThrow();

        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 0, id);
        assertThat(WireFormat.schemaId(TOPIC, bytes)).isEqualTo(id);
    }

    @Test
    void nothingIsRegisteredAtRunTime() {
        InMemorySchemaRegistry empty = new InMemorySchemaRegistry();

        assertThatThrownBy(() ->
                        new AvroSerdes(empty).of(topics.streams()).serializer().serialize(TOPIC, status()))
                .isInstanceOf(RegistryRefusal.class)
                .hasMessageContaining("av.streams-value")
                .hasMessageContaining("topics apply");
        assertThat(empty.subjects()).isEmpty();
    }

    @Test
    void aRecordOfANewerWriterIsRead() {
        Schema today = StreamStatus.getClassSchema();
        var fields = new java.util.ArrayList<Schema.Field>();
        today.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("host", Schema.create(Schema.Type.STRING), "new", ""));
        Schema newer = Schema.createRecord(today.getName(), today.getDoc(), today.getNamespace(), false, fields);
        int id = registry.register("av.streams-value", newer);
        byte[] old = serde.serializer().serialize(TOPIC, status());
        byte[] bytes = Arrays.copyOf(old, old.length + 3);
        bytes[4] = (byte) id;
        System.arraycopy(new byte[] {4, 'e', 'w'}, 0, bytes, old.length, 3);

        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(status());
    }

    @Test
    void aTruncatedRecordIsUndecodable() {
        byte[] bytes = serde.serializer().serialize(TOPIC, status());

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length - 4)))
                .isInstanceOf(UndecodableRecord.class)
                .hasMessageContaining(TOPIC);
    }

    @Test
    void aRecordOfAnotherKindIsUndecodable() {
        int id = registry.register(
                "other",
                SchemaBuilder.record("Other").fields().requiredString("a").endRecord());
        byte[] bytes = {0, 0, 0, 0, (byte) id, 2, 'a'};

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UndecodableRecord.class)
                .hasMessageContaining("was written as Other");
    }

    @Test
    void anIdThatTheRegistryDoesNotHaveIsUndecodable() {
        byte[] bytes = {0, 0, 0, 3, 1, 2, 'a'};

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UndecodableRecord.class)
                .hasMessageContaining("schema id 769");
    }

    @Property(tries = 20_000)
    void anyBytesAreReadOrUndecodableAndNothingElse(@ForAll @Size(max = 200) byte[] garbage) {
        byte[] bytes = new byte[garbage.length + 5];
        int id =
                registry.idOf("av.streams-value", StreamStatus.getClassSchema()).orElseThrow();
        bytes[4] = (byte) id;
        System.arraycopy(garbage, 0, bytes, 5, garbage.length);

        try {
            assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isInstanceOf(StreamStatus.class);
        } catch (UndecodableRecord expected) {
            assertThat(expected).hasMessageContaining(TOPIC);
        }
    }
}
