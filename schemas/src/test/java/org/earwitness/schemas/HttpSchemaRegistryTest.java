package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpSchemaRegistryTest extends SchemaRegistryContract {
    private static final String SUBJECT = "av.events-value";
    private static final Schema EVENT = SegmentEvent.getClassSchema();

    private final RegistryServer server;

    HttpSchemaRegistryTest() throws IOException {
        server = new RegistryServer();
    }

    @Override
    protected SchemaRegistry open() {
        return new HttpSchemaRegistry(settings());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void anIdIsAskedForOnce() {
        try (SchemaRegistry writer = open();
                SchemaRegistry reader = open()) {
            int id = writer.register(SUBJECT, EVENT);
            reader.schemaOf(id);
            reader.schemaOf(id);
            reader.idOf(SUBJECT, EVENT);
            reader.idOf(SUBJECT, EVENT);

            assertThat(server.asked())
                    .containsExactly(
                            "POST /subjects/av.events-value/versions",
                            "GET /schemas/ids/1",
                            "POST /subjects/av.events-value");
        }
    }

    @Test
    void aServerErrorIsTriedAgain() {
        server.next(
                new RegistryServer.Misbehaviour.Status(500, "{\"error_code\":50001,\"message\":\"store\"}"),
                new RegistryServer.Misbehaviour.Status(503, "busy"),
                new RegistryServer.Misbehaviour.HangUp());

        try (SchemaRegistry registry = open()) {
            assertThat(registry.subjects()).isEmpty();
        }
    }

    @Test
    void aRegistryThatNeverAnswersIsUnavailableAtTheDeadline() {
        server.next(new RegistryServer.Misbehaviour.Stall());
        RegistrySettings hasty = settings().withDeadline(Duration.ofMillis(200));

        try (SchemaRegistry registry = new HttpSchemaRegistry(hasty)) {
            assertThatThrownBy(registry::subjects)
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("GET " + server.address() + "/subjects");
        }
    }

    @Test
    void aRegistryThatIsAwayIsUnavailableAndNeverARejectedRecord() {
        server.close();
        Topics topics = Topics.standard();
        byte[] record = {0, 0, 0, 0, 7, 1, 2, 3};

        try (SchemaRegistry registry = open()) {
            var serde = new AvroSerdes(registry).of(topics.events());
            assertThatThrownBy(() -> serde.deserializer().deserialize("av.events", record))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("Check that the schema registry runs");
        }
    }

    @Test
    void somethingThatIsNoRegistryIsSaidToBeNone() {
        server.next(new RegistryServer.Misbehaviour.Status(200, "<html>hello</html>"));

        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.latest(SUBJECT))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("really a schema registry");
        }
    }

    @Test
    void aRefusalCarriesTheCodeAndIsNotTriedAgain() {
        server.next(new RegistryServer.Misbehaviour.Status(
                401, "{\"error_code\":40101,\"message\":\"User cannot access\"}"));

        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(registry::subjects)
                    .isInstanceOfSatisfying(
                            RegistryRefusal.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(40_101))
                    .hasMessageContaining("User cannot access");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void theLoginIsSentAndNeverShown() {
        RegistrySettings settings = settings().withLogin("gate", "s3cret");
        server.next(new RegistryServer.Misbehaviour.Status(403, "{\"error_code\":40301,\"message\":\"no\"}"));

        try (SchemaRegistry registry = new HttpSchemaRegistry(settings)) {
            assertThatThrownBy(registry::subjects)
                    .isInstanceOf(RegistryRefusal.class)
                    .hasMessageNotContaining("s3cret");
            assertThat(server.asked()).containsExactly("GET /subjects Basic Z2F0ZTpzM2NyZXQ=");
            assertThat(settings.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void anAddressWithCredentialsIsRefusedWithoutShowingThem() {
        assertThatThrownBy(() -> RegistrySettings.of(URI.create("http://gate:s3cret@registry:8081")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("registry")
                .hasMessageNotContaining("s3cret");
    }

    private RegistrySettings settings() {
        return new RegistrySettings(
                server.address(), Optional.empty(), Optional.empty(), Duration.ofSeconds(10), 4, Duration.ofMillis(1));
    }
}
