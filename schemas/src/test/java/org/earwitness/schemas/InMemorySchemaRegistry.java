package org.earwitness.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** A registry without a server: passes the same contract kit as the real one. */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private static final int INCOMPATIBLE = 409;

    private final Map<String, List<Registered>> subjects = new TreeMap<>();
    private final Map<Schema, Integer> ids = new LinkedHashMap<>();
    private final Map<String, Compatibility> rules = new TreeMap<>();

    /** A registry that already has the schemas of a catalogue, under the rule that ours have. */
    public static InMemorySchemaRegistry with(Topics topics) {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        for (Topic<?> topic : topics.all()) {
            topic.schema().ifPresent(schema -> {
                registry.setCompatibility(topic.subject(), Compatibility.FULL_TRANSITIVE);
                registry.register(topic.subject(), schema);
            });
        }
        return registry;
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        Optional<Integer> known = idOf(subject, schema);
        if (known.isPresent()) {
            return known.get();
        }
        List<String> reasons = incompatibilities(subject, schema);
        if (!reasons.isEmpty()) {
            throw new RegistryRefusal(INCOMPATIBLE, "registering " + subject + ": " + reasons);
        }
        int id = ids.computeIfAbsent(schema, any -> ids.size() + 1);
        List<Registered> versions = subjects.computeIfAbsent(subject, any -> new ArrayList<>());
        versions.add(new Registered(subject, versions.size() + 1, id, schema));
        return id;
    }

    @Override
    public synchronized Optional<Integer> idOf(String subject, Schema schema) {
        return of(subject).stream()
                .filter(version -> version.schema().equals(schema))
                .map(Registered::id)
                .findFirst();
    }

    @Override
    public synchronized Optional<Schema> schemaOf(int id) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public synchronized Optional<Registered> latest(String subject) {
        List<Registered> versions = of(subject);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    @Override
    public synchronized List<Integer> versions(String subject) {
        return of(subject).stream().map(Registered::version).toList();
    }

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public synchronized List<String> incompatibilities(String subject, Schema schema) {
        List<Schema> newestFirst = new ArrayList<>();
        of(subject).forEach(version -> newestFirst.add(0, version.schema()));
        Optional<SchemaValidator> validator = validator(rules.getOrDefault(subject, Compatibility.BACKWARD));
        if (newestFirst.isEmpty() || validator.isEmpty()) {
            return List.of();
        }
        try {
            validator.get().validate(schema, newestFirst);
            return List.of();
        } catch (SchemaValidationException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public synchronized void setCompatibility(String subject, Compatibility compatibility) {
        rules.put(subject, compatibility);
    }

    @Override
    public synchronized Optional<Compatibility> compatibilityOf(String subject) {
        return Optional.ofNullable(rules.get(subject));
    }

    @Override
    public void close() {}

    private List<Registered> of(String subject) {
        return subjects.getOrDefault(subject, List.of());
    }

    private static Optional<SchemaValidator> validator(Compatibility rule) {
        SchemaValidatorBuilder builder = new SchemaValidatorBuilder();
        return switch (rule) {
            case NONE -> Optional.empty();
            case BACKWARD -> Optional.of(builder.canReadStrategy().validateLatest());
            case BACKWARD_TRANSITIVE -> Optional.of(builder.canReadStrategy().validateAll());
            case FORWARD -> Optional.of(builder.canBeReadStrategy().validateLatest());
            case FORWARD_TRANSITIVE -> Optional.of(builder.canBeReadStrategy().validateAll());
            case FULL -> Optional.of(builder.mutualReadStrategy().validateLatest());
            case FULL_TRANSITIVE -> Optional.of(builder.mutualReadStrategy().validateAll());
        };
    }
}
