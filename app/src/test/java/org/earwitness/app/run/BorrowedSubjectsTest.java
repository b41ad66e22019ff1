package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.earwitness.schemas.InMemorySchemaRegistry;
import org.earwitness.schemas.SchemaRegistry.Compatibility;
import org.earwitness.schemas.SegmentEvent;
import org.junit.jupiter.api.Test;

class BorrowedSubjectsTest {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final BorrowedSubjects borrowed = new BorrowedSubjects(registry, "av.run-1.", "av.");

    @Test
    void aRunUsesTheSchemasOfTheInstallation() {
        int id = registry.register("av.events-value", SegmentEvent.getClassSchema());
        assertThat(borrowed.idOf("av.run-1.events-value", SegmentEvent.getClassSchema()))
                .contains(id);
        assertThat(borrowed.versions("av.run-1.events-value")).containsExactly(1);
    }

    @Test
    void whatIsMissingIsRegisteredForTheInstallationSoThatNoSubjectOfARunIsLeft() {
        borrowed.setCompatibility("av.run-1.events-value", Compatibility.FULL_TRANSITIVE);
        borrowed.register("av.run-1.events-value", SegmentEvent.getClassSchema());
        assertThat(registry.subjects()).containsExactly("av.events-value");
        assertThat(registry.compatibilityOf("av.events-value")).contains(Compatibility.FULL_TRANSITIVE);
    }
}
