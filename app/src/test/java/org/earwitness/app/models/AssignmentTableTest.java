package org.earwitness.app.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.earwitness.app.models.RunningPacks.Seen;
import org.earwitness.app.worker.ModelTopic;
import org.earwitness.schemas.CanaryShare;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.junit.jupiter.api.Test;

class AssignmentTableTest {
    private static final String ALL = "*";
    private final PackReference one = pack("one", "a");
    private final PackReference two = pack("two", "b");
    private final PackReference three = pack("three", "c");

    @Test
    void theFirstAssignmentCanGoBackToWhatTheStreamsRan() {
        AssignmentTable table = new AssignmentTable(Map.of(), Map.of("gate", seen(one), "yard", seen(one)));

        ModelAssignment assignment = table.activate(ALL, two, "why");

        assertThat(assignment.getActive()).isEqualTo(two);
        assertThat(assignment.getPrevious()).isEqualTo(one);
        assertThat(assignment.getImmediate()).isFalse();
        assertThat(assignment.getReason()).isEqualTo("why");
    }

    @Test
    void streamsThatRunSeveralPacksNameNoneToGoBackTo() {
        AssignmentTable table = new AssignmentTable(Map.of(), Map.of("gate", seen(one), "yard", seen(three)));

        assertThat(table.activate(ALL, two, "").getPrevious()).isNull();
        assertThat(table.continued(ALL, "")).isEmpty();
        assertThat(table.activate("gate", two, "").getPrevious()).isEqualTo(one);
    }

    @Test
    void aCanaryThatIsSetIsOverAndAShadowThatIsSetToo() {
        AssignmentTable table = table(ModelAssignment.newBuilder()
                .setScope(ALL)
                .setActive(one)
                .setShadow(two)
                .setCanary(new CanaryShare(two, 0.5))
                .build());

        ModelAssignment promoted = table.activate(ALL, two, "");

        assertThat(promoted.getCanary()).isNull();
        assertThat(promoted.getShadow()).isNull();
        assertThat(promoted.getPrevious()).isEqualTo(one);
        assertThat(table.activate(ALL, three, "").getShadow()).isEqualTo(two);
    }

    @Test
    void settingWhatIsActiveKeepsTheWayBack() {
        AssignmentTable table = table(ModelAssignment.newBuilder()
                .setScope(ALL)
                .setActive(two)
                .setPrevious(one)
                .build());

        assertThat(table.activate(ALL, two, "").getPrevious()).isEqualTo(one);
    }

    @Test
    void aRollbackGoesToThePackBeforeAtOnceAndCanBeTakenBack() {
        AssignmentTable table = table(ModelAssignment.newBuilder()
                .setScope(ALL)
                .setActive(two)
                .setPrevious(one)
                .setShadow(three)
                .build());

        assertThat(table.rollBack(ALL, "bad")).hasValueSatisfying(back -> {
            assertThat(back.getActive()).isEqualTo(one);
            assertThat(back.getPrevious()).isEqualTo(two);
            assertThat(back.getImmediate()).isTrue();
            assertThat(back.getShadow()).isNull();
        });
        assertThat(new AssignmentTable(Map.of(), Map.of()).rollBack(ALL, "")).isEmpty();
    }

    @Test
    void aStreamsFirstAssignmentBeginsWithThatOfAll() {
        AssignmentTable table = table(ModelAssignment.newBuilder()
                .setScope(ALL)
                .setActive(two)
                .setPrevious(one)
                .build());

        assertThat(table.continued("gate", "").map(ModelAssignment.Builder::build))
                .hasValueSatisfying(own -> {
                    assertThat(own.getScope()).isEqualTo("gate");
                    assertThat(own.getActive()).isEqualTo(two);
                    assertThat(own.getPrevious()).isEqualTo(one);
                });
    }

    @Test
    void onlyLiveStreamsAreWaitedFor() {
        ArrivedStreams arrived = new ArrivedStreams(
                ModelAssignment.newBuilder().setScope(ALL).setActive(two).build(), 1_000);
        Map<String, Seen> streams = Map.of(
                "asleep", new Seen(one, 0, 1, 1_500),
                "changed", new Seen(two, 0, 1, 19_500),
                "late", new Seen(one, 0, 1, 19_500));

        assertThat(arrived.missing(streams, 20_000)).containsExactly("late");
        assertThat(arrived.count(streams)).isEqualTo(1);
        assertThat(arrived.all(Map.of("changed", new Seen(two, 0, 1, 900)), 2_000))
                .as("an event from before the change proves nothing")
                .isFalse();
    }

    @Test
    void theStatusCountsStreamsByPackAndIsOneJsonObject() {
        AssignmentTable table = new AssignmentTable(
                Map.of(
                        ALL,
                        row(ModelAssignment.newBuilder()
                                .setScope(ALL)
                                .setActive(two)
                                .build()),
                        "gate",
                        new ModelTopic.Row(Optional.empty(), "not whole")),
                Map.of("gate", seen(two), "yard", seen(one)));

        assertThat(StatusText.countByPack(table)).containsValues(1L, 1L).hasSize(2);
        assertThat(StatusJson.of(table))
                .startsWith("{\"assignments\":[{\"scope\":\"*\",\"active\":{\"name\":\"two\"")
                .contains("{\"scope\":\"gate\",\"problem\":\"not whole\"}")
                .contains("\"stream\":\"yard\",\"runs\":{\"name\":\"one\"")
                .contains("\"wanted\":false")
                .endsWith("}}");
    }

    private static AssignmentTable table(ModelAssignment assignment) {
        return new AssignmentTable(Map.of(assignment.getScope(), row(assignment)), Map.of());
    }

    private static ModelTopic.Row row(ModelAssignment assignment) {
        return new ModelTopic.Row(Optional.of(assignment), "");
    }

    private static Seen seen(PackReference pack) {
        return new Seen(pack, 0, 7, 1_000);
    }

    private static PackReference pack(String name, String digit) {
        return new PackReference(name, "1.0.0", digit.repeat(64));
    }
}
