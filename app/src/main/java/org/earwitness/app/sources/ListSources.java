package org.earwitness.app.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.StreamStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the streams that there should be, with what each is doing. */
@Command(
        name = "list",
        description = {
            "List the streams of av.sources with what av.streams says about them.",
            "",
            "A dash stands where nobody has said anything yet: no worker of a group reads the stream, or it was only just added."
        })
final class ListSources implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> TITLES =
            List.of("STREAM", "STATE", "WORKER", "EPOCH", "PLAYBACK", "ADDRESS", "REASON");

    private final Surroundings surroundings;

    @Option(names = "--json", description = "Print one JSON object a stream and line instead of a table.")
    private boolean json;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    ListSources(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (ClusterAccess cluster =
                ClusterAccess.real(configuration.load(surroundings).config())) {
            SourceTopic topic = new SourceTopic(cluster);
            Map<String, SourceTopic.Row> rows = topic.read();
            Map<String, StreamStatus> states = rows.isEmpty() ? Map.of() : topic.states();
            if (json) {
                rows.forEach((stream, row) ->
                        surroundings.out().println(line(stream, row, Optional.ofNullable(states.get(stream)))));
            } else {
                print(rows, states);
            }
            surroundings.out().flush();
        }
        return ExitCode.OK;
    }

    private void print(Map<String, SourceTopic.Row> rows, Map<String, StreamStatus> states) {
        PrintWriter out = surroundings.out();
        if (rows.isEmpty()) {
            out.println("No streams. Add one with `earwitness sources add ID=URL`.");
            return;
        }
        List<List<String>> table = new ArrayList<>(List.of(TITLES));
        rows.forEach((stream, row) -> {
            Optional<StreamStatus> state = Optional.ofNullable(states.get(stream));
            table.add(List.of(
                    stream,
                    state.map(it -> it.getState().name()).orElse("-"),
                    state.map(StreamStatus::getWorker)
                            .filter(it -> !it.isEmpty())
                            .orElse("-"),
                    state.map(it -> Long.toString(it.getEpoch())).orElse("-"),
                    row.definition().map(ListSources::playback).orElse("-"),
                    row.definition().map(StreamDefinition::shownAddress).orElse("unreadable: " + row.problem()),
                    state.map(StreamStatus::getReason).orElse("-")));
        });
        TextTable.print(table, out);
    }

    private static String line(String stream, SourceTopic.Row row, Optional<StreamStatus> state) {
        StringWriter text = new StringWriter();
        try (JsonGenerator object = JSON.createGenerator(text)) {
            object.writeStartObject();
            object.writeStringField("stream", stream);
            if (row.definition().isPresent()) {
                StreamDefinition definition = row.definition().get();
                object.writeStringField("address", definition.shownAddress());
                object.writeStringField("playback", playback(definition));
                object.writeStringField("transport", lower(definition.transport()));
                object.writeStringField("tracks", lower(definition.tracks()));
            } else {
                object.writeStringField("problem", row.problem());
            }
            if (state.isPresent()) {
                object.writeStringField("state", state.get().getState().name());
                object.writeStringField("reason", state.get().getReason());
                object.writeStringField("cause", state.get().getCause());
                object.writeStringField("worker", state.get().getWorker());
                object.writeNumberField("epoch", state.get().getEpoch());
            }
            object.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("JSON could not be written into memory", impossible);
        }
        return text.toString();
    }

    private static String playback(StreamDefinition definition) {
        return lower(definition.playback());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
