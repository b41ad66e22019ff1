package org.earwitness.app.run;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.earwitness.schemas.SchemaRegistry;

/**
 * A registry in which the topics of one run use the subjects of the installation: the schemas are the same, and a registry
 * does not forget a subject, so a run must not leave one behind. Any thread; the registry stays the caller's to close.
 */
final class BorrowedSubjects implements SchemaRegistry {
    private final SchemaRegistry registry;
    private final UnaryOperator<String> owner;

    /**
     * @param owned what subjects of the run begin with
     * @param lender what the subjects begin with that are used instead
     */
    BorrowedSubjects(SchemaRegistry registry, String owned, String lender) {
        this.registry = registry;
        this.owner = subject -> subject.startsWith(owned) ? lender + subject.substring(owned.length()) : subject;
    }

    @Override
    public int register(String subject, Schema schema) {
        return registry.register(owner.apply(subject), schema);
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema schema) {
        return registry.idOf(owner.apply(subject), schema);
    }

    @Override
    public Optional<Schema> schemaOf(int id) {
        return registry.schemaOf(id);
    }

    @Override
    public Optional<Registered> latest(String subject) {
        return registry.latest(owner.apply(subject));
    }

    @Override
    public List<Integer> versions(String subject) {
        return registry.versions(owner.apply(subject));
    }

    @Override
    public List<String> subjects() {
        return registry.subjects();
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        return registry.incompatibilities(owner.apply(subject), schema);
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        registry.setCompatibility(owner.apply(subject), compatibility);
    }

    @Override
    public Optional<Compatibility> compatibilityOf(String subject) {
        return registry.compatibilityOf(owner.apply(subject));
    }

    @Override
    public void close() {
        // The registry belongs to whoever opened it.
    }
}
