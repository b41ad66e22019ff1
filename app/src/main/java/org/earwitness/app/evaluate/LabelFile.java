package org.earwitness.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earwitness.app.command.CommandFailed;

/** The {@code labels.json} beside clips: {@code {"file.mp4": ["background", "dog", ...]}}, one label a second. */
final class LabelFile {
    static final String NAME = "labels.json";
    private static final String FORM = "Write {\"file.mp4\": [\"background\", \"dog\", ...]}, one label a second.";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private LabelFile() {}

    /**
     * Reads the labels of all files of a folder, by file name.
     *
     * @throws CommandFailed when the file is missing or is of another form
     */
    static Map<String, List<String>> read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw CommandFailed.unusableInput(
                    file + " is missing: clips are scored against the labels beside them. " + FORM);
        }
        Map<String, List<String>> labels = new LinkedHashMap<>();
        JsonNode tree = parse(file);
        if (!tree.isObject()) {
            throw CommandFailed.unusableInput(file + " is no object. " + FORM);
        }
        tree.properties().forEach(entry -> labels.put(entry.getKey(), row(file, entry.getKey(), entry.getValue())));
        return Collections.unmodifiableMap(labels);
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException wrong) {
            var place = wrong.getLocation();
            throw CommandFailed.unusableInput(file + (place == null ? "" : ":" + place.getLineNr()) + ": "
                    + wrong.getOriginalMessage() + ". " + FORM);
        } catch (IOException refused) {
            throw CommandFailed.unusableInput(
                    file + " cannot be read: " + refused.getMessage() + ". Check its rights.");
        }
    }

    private static List<String> row(Path file, String clip, JsonNode value) {
        List<String> row = new ArrayList<>();
        for (JsonNode second : value) {
            if (!second.isTextual()) {
                throw CommandFailed.unusableInput(
                        file + ": " + clip + ", second " + row.size() + ": " + second + " is no label. " + FORM);
            }
            row.add(second.textValue());
        }
        if (!value.isArray() || row.isEmpty()) {
            throw CommandFailed.unusableInput(file + ": " + clip + " has no list of labels. " + FORM);
        }
        return row;
    }
}
