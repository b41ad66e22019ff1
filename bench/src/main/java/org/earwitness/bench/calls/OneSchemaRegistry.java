package org.earwitness.bench.calls;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.earwitness.schemas.SchemaRegistry;

/** A registry that knows one schema under one id and answers at once, so that a serde is measured and no network. */
record OneSchemaRegistry(Schema schema, int id) implements SchemaRegistry {
    @Override
    public Optional<Integer> idOf(String subject, Schema asked) {
        return asked.equals(schema) ? Optional.of(id) : Optional.empty();
    }

    @Override
    public Optional<Schema> schemaOf(int asked) {
        return asked == id ? Optional.of(schema) : Optional.empty();
    }

    @Override
    public Optional<Registered> latest(String subject) {
        return Optional.of(new Registered(subject, 1, id, schema));
    }

    @Override
    public List<Integer> versions(String subject) {
        return List.of(1);
    }

    @Override
    public int register(String subject, Schema asked) {
        throw fixed();
    }

    @Override
    public List<String> subjects() {
        throw fixed();
    }

    @Override
    public List<String> incompatibilities(String subject, Schema asked) {
        throw fixed();
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        throw fixed();
    }

    @Override
    public Optional<Compatibility> compatibilityOf(String subject) {
        throw fixed();
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("this registry is fixed: a serde only looks schemas up");
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
