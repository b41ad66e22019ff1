package org.earwitness.app.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.app.models.RunningPacks.Seen;
import org.earwitness.app.worker.ModelTopic;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;

/** What is assigned and what runs, as one JSON object. */
final class StatusJson {
    private static final JsonFactory JSON = new JsonFactory();

    private StatusJson() {}

    static String of(AssignmentTable table) {
        StringWriter text = new StringWriter();
        try (JsonGenerator object = JSON.createGenerator(text)) {
            object.writeStartObject();
            object.writeArrayFieldStart("assignments");
            for (Map.Entry<String, ModelTopic.Row> row : new TreeMap<>(table.rows()).entrySet()) {
                assignment(row.getKey(), row.getValue(), object);
            }
            object.writeEndArray();
            object.writeArrayFieldStart("streams");
            for (Map.Entry<String, Seen> stream : new TreeMap<>(table.streams()).entrySet()) {
                stream(stream.getKey(), stream.getValue(), table.of(stream.getKey()), object);
            }
            object.writeEndArray();
            object.writeObjectFieldStart("packs");
            for (Map.Entry<String, Long> pack : StatusText.countByPack(table).entrySet()) {
                object.writeNumberField(pack.getKey(), pack.getValue());
            }
            object.writeEndObject();
            object.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("JSON could not be written into memory", impossible);
        }
        return text.toString();
    }

    private static void assignment(String scope, ModelTopic.Row row, JsonGenerator object) throws IOException {
        object.writeStartObject();
        object.writeStringField("scope", scope);
        if (row.assignment().isPresent()) {
            ModelAssignment assignment = row.assignment().orElseThrow();
            pack("active", Optional.of(assignment.getActive()), object);
            pack("previous", Optional.ofNullable(assignment.getPrevious()), object);
            pack("shadow", Optional.ofNullable(assignment.getShadow()), object);
            if (assignment.getCanary() != null) {
                pack("canary", Optional.of(assignment.getCanary().getPack()), object);
                object.writeNumberField("share", assignment.getCanary().getShare());
            }
            object.writeBooleanField("immediate", assignment.getImmediate());
            object.writeStringField("reason", assignment.getReason());
        } else {
            object.writeStringField("problem", row.problem());
        }
        object.writeEndObject();
    }

    private static void stream(String stream, Seen seen, Optional<ModelAssignment> assignment, JsonGenerator object)
            throws IOException {
        object.writeStartObject();
        object.writeStringField("stream", stream);
        pack("runs", Optional.of(seen.pack()), object);
        if (assignment.isPresent()) {
            object.writeBooleanField("wanted", StatusText.isWanted(stream, assignment.orElseThrow(), seen));
        }
        object.writeNumberField("epoch", seen.epoch());
        object.writeNumberField("index", seen.index());
        object.writeNumberField("writtenMillis", seen.writtenMillis());
        object.writeEndObject();
    }

    private static void pack(String field, Optional<PackReference> pack, JsonGenerator object) throws IOException {
        if (pack.isPresent()) {
            object.writeObjectFieldStart(field);
            object.writeStringField("name", pack.orElseThrow().getName());
            object.writeStringField("version", pack.orElseThrow().getVersion());
            object.writeStringField("digest", pack.orElseThrow().getDigest());
            object.writeEndObject();
        }
    }
}
