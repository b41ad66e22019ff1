package org.earwitness.app.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The rights of every role as people and tools read them: lines for {@code kafka-acls.sh}, or JSON. */
final class RightsText {
    private static final JsonFactory JSON = new JsonFactory();

    private final Rights rights;
    private final Principals principals;
    private final String bootstrapServers;

    /** @param bootstrapServers what the lines name; a shell's variable where none is configured */
    RightsText(Rights rights, Principals principals, Optional<String> bootstrapServers) {
        this.rights = rights;
        this.principals = principals;
        this.bootstrapServers = bootstrapServers.map(RightsText::quoted).orElse("\"$BOOTSTRAP_SERVERS\"");
    }

    /** One line a right, under the name of its role; a shell can run all of it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            lines.add("# " + role.word());
            rights.of(role).forEach(right -> lines.add(line(principals.of(role), right)));
        }
        return lines;
    }

    /** An array with one object a role. */
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (Role role : Role.values()) {
                json.writeStartObject();
                json.writeStringField("role", role.word());
                json.writeStringField("principal", principals.of(role));
                json.writeArrayFieldStart("rights");
                for (Right right : rights.of(role)) {
                    write(json, right);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot be written", e);
        }
        return text.toString();
    }

    private String line(String principal, Right right) {
        StringBuilder line = new StringBuilder("kafka-acls.sh --bootstrap-server ")
                .append(bootstrapServers)
                .append(" --command-config admin.properties --add --allow-principal ")
                .append(quoted(principal));
        right.operations().forEach(operation -> line.append(" --operation ").append(word(operation)));
        line.append(' ').append(flag(right.type())).append(' ').append(quoted(right.name()));
        if (right.pattern() == PatternType.PREFIXED) {
            line.append(" --resource-pattern-type prefixed");
        }
        return line.toString();
    }

    private static void write(JsonGenerator json, Right right) throws IOException {
        json.writeStartObject();
        json.writeStringField("resource", right.type().name());
        json.writeStringField("pattern", right.pattern().name());
        json.writeStringField("name", right.name());
        json.writeArrayFieldStart("operations");
        for (AclOperation operation : right.operations()) {
            json.writeString(operation.name());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String flag(ResourceType type) {
        return "--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code ALTER_CONFIGS} is {@code AlterConfigs} there. */
    private static String word(AclOperation operation) {
        StringBuilder word = new StringBuilder();
        for (String part : operation.name().split("_")) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9._:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
