package org.earwitness.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A registry over Confluent's REST API: Confluent's own server, Apicurio's compatibility layer, Karapace and others. */
public final class HttpSchemaRegistry implements SchemaRegistry {
    private static final int UNKNOWN_SUBJECT = 40401;
    private static final int UNKNOWN_VERSION = 40402;
    private static final int UNKNOWN_SCHEMA = 40403;
    private static final int UNKNOWN_SUBJECT_RULE = 40408;
    private static final int NOT_FOUND = 404;

    private final RegistryConnection connection;
    private final ObjectMapper json = new ObjectMapper();
    // Neither cache ever drops an entry: ids never change meaning, and a cluster has few schemas.
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();

    private record SubjectSchema(String subject, Schema schema) {}

    /** A registry with these settings; nothing is asked before the first call. */
    public HttpSchemaRegistry(RegistrySettings settings) {
        this.connection = new RegistryConnection(settings);
    }

    @Override
    public int register(String subject, Schema schema) {
        JsonNode answer = connection.post("/subjects/" + path(subject) + "/versions", body(schema));
        int id = number(answer, "id", "registering " + subject);
        schemas.put(id, schema);
        ids.put(new SubjectSchema(subject, schema), id);
        return id;
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema schema) {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JsonNode> answer = found(() -> connection.post("/subjects/" + path(subject), body(schema)));
        answer.ifPresent(node -> ids.put(key, number(node, "id", "looking up our schema under " + subject)));
        return Optional.ofNullable(ids.get(key));
    }

    @Override
    public Optional<Schema> schemaOf(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Schema> asked = found(() -> connection.get("/schemas/ids/" + id))
                .map(node -> parse(text(node, "schema", "schema id " + id), "schema id " + id));
        asked.ifPresent(schema -> schemas.put(id, schema));
        return asked;
    }

    @Override
    public Optional<Registered> latest(String subject) {
        return found(() -> connection.get("/subjects/" + path(subject) + "/versions/latest"))
                .map(node -> {
                    String what = "the newest version of " + subject;
                    return new Registered(
                            subject,
                            number(node, "version", what),
                            number(node, "id", what),
                            parse(text(node, "schema", what), what));
                });
    }

    @Override
    public List<Integer> versions(String subject) {
        List<Integer> versions = new ArrayList<>();
        found(() -> connection.get("/subjects/" + path(subject) + "/versions"))
                .ifPresent(node -> node.forEach(version -> versions.add(version.asInt())));
        return versions.stream().sorted().toList();
    }

    @Override
    public List<String> subjects() {
        List<String> subjects = new ArrayList<>();
        connection.get("/subjects").forEach(subject -> subjects.add(subject.asText()));
        return subjects.stream().sorted().toList();
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        Optional<JsonNode> answer = found(() -> connection.post(
                "/compatibility/subjects/" + path(subject) + "/versions/latest?verbose=true", body(schema)));
        if (answer.isEmpty() || answer.get().path("is_compatible").asBoolean(false)) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        answer.get().path("messages").forEach(message -> reasons.add(message.asText()));
        if (reasons.isEmpty()) {
            reasons.add(answer.get().path("reason").asText("the registry gave no reason"));
        }
        return List.copyOf(reasons);
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        ObjectNode body = json.createObjectNode().put("compatibility", compatibility.name());
        connection.put("/config/" + path(subject), body.toString());
    }

    @Override
    public Optional<Compatibility> compatibilityOf(String subject) {
        // Confluent answers compatibilityLevel; older servers echo compatibility.
        return found(() -> connection.get("/config/" + path(subject)))
                .map(node -> node.path("compatibilityLevel")
                        .asText(node.path("compatibility").asText()))
                .map(rule -> {
                    try {
                        return Compatibility.valueOf(rule);
                    } catch (IllegalArgumentException e) {
                        throw new RegistryRefusal(
                                NOT_FOUND, "the rule of " + subject + " is '" + rule + "', which we do not know");
                    }
                });
    }

    @Override
    public void close() {
        connection.close();
    }

    private interface Question {
        JsonNode ask();
    }

    /** The answer, or empty where the registry says that what was asked for does not exist. */
    private static Optional<JsonNode> found(Question question) {
        try {
            return Optional.of(question.ask());
        } catch (RegistryRefusal refusal) {
            switch (refusal.code()) {
                case UNKNOWN_SUBJECT, UNKNOWN_VERSION, UNKNOWN_SCHEMA, UNKNOWN_SUBJECT_RULE, NOT_FOUND -> {
                    return Optional.empty();
                }
                default -> throw refusal;
            }
        }
    }

    /** Avro's own text of the schema: other white space would make a new version on some registries. */
    private String body(Schema schema) {
        return json.createObjectNode().put("schema", schema.toString()).toString();
    }

    private static Schema parse(String text, String what) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new UndecodableRecord(what + " in the registry is not an Avro schema: " + e.getMessage(), e);
        }
    }

    private static int number(JsonNode node, String field, String what) {
        if (!node.path(field).canConvertToInt()) {
            throw new RegistryUnavailable("the schema registry's answer to " + what + " has no number '" + field
                    + "': is the address really a schema registry?");
        }
        return node.path(field).asInt();
    }

    private static String text(JsonNode node, String field, String what) {
        if (!node.path(field).isTextual()) {
            throw new RegistryUnavailable("the schema registry's answer to " + what + " has no text '" + field
                    + "': is the address really a schema registry?");
        }
        return node.path(field).asText();
    }

    private static String path(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
