package org.earwitness.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;

final class RightsTest {
    private static final Rights RIGHTS = new Rights(
            Topics.standard(), new Rights.Names("earwitness-localizer", List.of("cameras"), List.of("alerts")));

    @Test
    void everyTopicOfTheCatalogueHasARoleThatWritesItAndOneThatReadsIt() {
        for (Topic<?> topic : Topics.standard().all()) {
            assertThat(rolesWith(topic, AclOperation.WRITE))
                    .as("writers of %s", topic.name())
                    .isNotEmpty();
            assertThat(rolesWith(topic, AclOperation.READ))
                    .as("readers of %s", topic.name())
                    .isNotEmpty();
            assertThat(rolesWith(topic, AclOperation.CREATE)).containsExactly(Role.ADMIN);
        }
    }

    @Test
    void readersWriteNothing() {
        for (Role role : List.of(Role.READER, Role.DASHBOARD)) {
            assertThat(RIGHTS.of(role))
                    .allSatisfy(right -> assertThat(right.operations()).containsExactly(AclOperation.READ));
        }
        assertThat(RIGHTS.topicsOf(Role.READER))
                .as("a subscriber sees no media")
                .doesNotContain(Topics.standard().segments());
    }

    @Test
    void aReplayWritesOnlyWhatIsItsOwn() {
        assertThat(RIGHTS.of(Role.REPLAY))
                .filteredOn(right -> right.operations().contains(AclOperation.WRITE))
                .extracting(Right::name)
                .containsExactly("av.replay-", "earwitness-replay-", "earwitness-replay-");
    }

    @Test
    void changelogsTransactionsAndGroupFollowTheApplicationId() {
        List<String> lines = lines(List.of());
        assertThat(lines)
                .contains(
                        "kafka-acls.sh --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal User:earwitness-localize --operation Read --operation Write"
                                + " --operation Create --topic earwitness-localizer- --resource-pattern-type prefixed",
                        "kafka-acls.sh --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal User:earwitness-localize --operation Read --group"
                                + " earwitness-localizer",
                        "kafka-acls.sh --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal User:earwitness-localize --operation Write --transactional-id"
                                + " earwitness-localizer- --resource-pattern-type prefixed");
    }

    @Test
    void aPrincipalIsAUserUnlessItSaysWhatItIsAndAShellReadsItAsOneWord() {
        assertThat(lines(List.of("ingest=cam", "reader=User:CN=al erts,O=it's us")))
                .anyMatch(line -> line.contains("--allow-principal User:cam "))
                .anyMatch(line -> line.contains("--allow-principal 'User:CN=al erts,O=it'\\''s us' "));
        assertThatThrownBy(() -> Principals.of(List.of("writer=cam")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("there is no role 'writer'")
                .hasMessageContaining("localize");
        assertThatThrownBy(() -> Principals.of(List.of("ingest="))).hasMessageContaining("it is not ROLE=NAME");
    }

    @Test
    void jsonSaysTheSame() {
        String json = new RightsText(RIGHTS, Principals.of(List.of()), Optional.empty()).json();

        assertThat(json.replaceAll("\\s+", ""))
                .contains(
                        "{\"role\":\"reader\",\"principal\":\"User:earwitness-reader\",\"rights\":["
                                + "{\"resource\":\"TOPIC\",\"pattern\":\"LITERAL\",\"name\":\"av.events\",\"operations\":[\"READ\"]}")
                .contains(
                        "{\"resource\":\"GROUP\",\"pattern\":\"PREFIXED\",\"name\":\"alerts\",\"operations\":[\"READ\"]}");
    }

    private static List<Role> rolesWith(Topic<?> topic, AclOperation operation) {
        return Stream.of(Role.values())
                .filter(role -> RIGHTS.of(role).stream()
                        .anyMatch(right -> right.name().equals(topic.name())
                                && right.operations().contains(operation)))
                .toList();
    }

    private static List<String> lines(List<String> principals) {
        return new RightsText(RIGHTS, Principals.of(principals), Optional.of("kafka:9092")).lines();
    }
}
