package org.earwitness.schemas;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The seam to a schema registry that speaks Confluent's REST API. Any thread may call. Every call has a deadline; ids and
 * schemas are cached for good, because a registry never changes what an id means.
 *
 * <p>All methods throw {@link RegistryUnavailable} when the registry cannot be reached in time (an infrastructure error, never
 * the fault of a record) and {@link RegistryRefusal} when it answers and says no.
 */
public interface SchemaRegistry extends AutoCloseable {

    /** Compatibility rules of Confluent's API. */
    enum Compatibility {
        NONE,
        BACKWARD,
        BACKWARD_TRANSITIVE,
        FORWARD,
        FORWARD_TRANSITIVE,
        FULL,
        FULL_TRANSITIVE
    }

    /**
     * One version of a subject.
     *
     * @param subject name of the subject, {@code <topic>-value}
     * @param version 1, 2, ..
     * @param id the id that records carry
     * @param schema the schema
     */
    record Registered(String subject, int version, int id, Schema schema) {}

    /** Registers a schema under a subject, or finds it there; only `topics apply` and the embedded default do this. */
    int register(String subject, Schema schema);

    /** The id of a schema that the subject already has; empty when it has not. Looked up once, then remembered. */
    Optional<Integer> idOf(String subject, Schema schema);

    /** The schema of an id; empty when no such id is known. Looked up once, then remembered. */
    Optional<Schema> schemaOf(int id);

    /** The newest version of a subject. */
    Optional<Registered> latest(String subject);

    /** All versions of a subject, oldest first; empty for an unknown subject. */
    List<Integer> versions(String subject);

    /** All subjects, in alphabetical order. */
    List<String> subjects();

    /** Whether a schema could follow the versions of a subject; the reasons if not, empty if it could. */
    List<String> incompatibilities(String subject, Schema schema);

    /** Sets the rule of a subject. */
    void setCompatibility(String subject, Compatibility compatibility);

    /** The rule of a subject, if it has one of its own. */
    Optional<Compatibility> compatibilityOf(String subject);

    @Override
    void close();
}
