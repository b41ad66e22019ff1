package org.earwitness.app.configuration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a YAML file into settings, each with its line. */
final class YamlSettings {
    private final Path file;
    private final JsonParser parser;
    private final Problems problems;
    private final List<GivenSetting> settings = new ArrayList<>();
    private final Map<SettingPath, Integer> lines = new HashMap<>();

    private YamlSettings(Path file, JsonParser parser, Problems problems) {
        this.file = file;
        this.parser = parser;
        this.problems = problems;
    }

    /** All settings of a file, in its order; what cannot be read becomes a problem. */
    static List<GivenSetting> read(Path file, Problems problems) {
        try (JsonParser parser = new YAMLFactory().createParser(Files.newBufferedReader(file))) {
            YamlSettings reader = new YamlSettings(file, parser, problems);
            reader.readDocument();
            return reader.settings;
        } catch (NoSuchFileException e) {
            problems.add(new Origin.Default(), file + ": there is no such file. Check --config.");
        } catch (JsonProcessingException e) {
            int line = Optional.ofNullable(e.getLocation())
                    .map(at -> at.getLineNr())
                    .orElse(1);
            String reason = Optional.ofNullable(e.getOriginalMessage())
                    .orElse("")
                    .lines()
                    .findFirst()
                    .orElse("");
            problems.add(new Origin.FileLine(file, line), "this is not YAML: " + reason + ".");
        } catch (IOException e) {
            problems.add(new Origin.Default(), file + ": it cannot be read: " + e.getMessage() + ".");
        }
        return List.of();
    }

    private void readDocument() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return; // an empty file, or one of comments only
        }
        if (first != JsonToken.START_OBJECT) {
            problems.add(here(), "the file has to begin with names, for instance `streaming:`.");
            return;
        }
        readGroup(SettingPath.ROOT);
        if (parser.nextToken() != null) {
            problems.add(here(), "a second document begins here. Use one document a file.");
        }
    }

    private void readGroup(SettingPath at) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            SettingPath path = at.child(parser.currentName());
            Origin.FileLine origin = here();
            Integer earlier = lines.putIfAbsent(path, origin.line());
            if (earlier != null) {
                problems.add(origin, path + " is there twice, first in line " + earlier + ". Remove one of them.");
            }
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                readGroup(path);
            } else if (value == JsonToken.START_ARRAY) {
                settings.add(new GivenSetting(path, readList(path), true, origin));
            } else if (value == JsonToken.VALUE_NULL) {
                settings.add(GivenSetting.of(path, "", origin));
            } else {
                settings.add(GivenSetting.of(path, parser.getText(), origin));
            }
        }
    }

    private List<String> readList(SettingPath path) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                problems.add(here(), path + " is a list of single values. Remove the names inside it.");
                parser.skipChildren();
            } else {
                values.add(parser.getText());
            }
        }
        return values;
    }

    private Origin.FileLine here() {
        return new Origin.FileLine(file, parser.currentTokenLocation().getLineNr());
    }
}
