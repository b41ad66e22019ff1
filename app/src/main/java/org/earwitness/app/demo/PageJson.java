package org.earwitness.app.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.earwitness.app.run.LabelColours;
import org.earwitness.app.run.PictureAspect;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.StreamStatus;

/**
 * Writes what the page is told. Strings are escaped by the JSON writer and set as text by the page, never as markup. Times are
 * milliseconds. Any thread.
 */
final class PageJson {
    private static final JsonFactory JSON = new JsonFactory();

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    Message step(StartStep step, StartStep.State state, String detail) {
        return message("step", json -> {
            json.writeNumberField("step", step.place());
            json.writeStringField("title", step.title());
            json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
            json.writeStringField("detail", detail);
        });
    }

    Message stream(int id, String name) {
        return message("stream", json -> {
            json.writeNumberField("id", id);
            json.writeStringField("name", name);
        });
    }

    Message stream(int id, String name, StreamStatus status) {
        return message("stream", json -> {
            json.writeNumberField("id", id);
            json.writeStringField("name", name);
            json.writeStringField(
                    "state", status.getState().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            json.writeStringField("reason", status.getReason());
            Optional<Double> aspect = PictureAspect.in(status.getTracks());
            if (aspect.isPresent()) {
                json.writeNumberField("aspect", aspect.get());
            }
        });
    }

    Message event(int id, SegmentEvent event, int frames, LabelColours colours) {
        return message("event", json -> {
            json.writeNumberField("id", id);
            // As text: a number of the page has 53 bits.
            json.writeStringField("epoch", Long.toString(event.getEpoch()));
            json.writeStringField("index", Long.toString(event.getIndex()));
            json.writeNumberField("start", event.getStartMicros() / 1000);
            json.writeStringField("label", event.getLabel());
            json.writeBooleanField("background", event.getBackground());
            json.writeNumberField("score", event.getScore());
            json.writeStringField(
                    "colour", event.getBackground() ? LabelColours.BACKGROUND : colours.of(event.getLabel()));
            json.writeNumberField("frames", frames);
            if (event.getState() == EventState.UNSCORED) {
                json.writeStringField(
                        "unscored",
                        Optional.ofNullable(event.getUnscoredReason()).orElse("no reason given"));
            }
            json.writeArrayFieldStart("attention");
            for (float weight : event.getAttention()) {
                json.writeNumber(weight);
            }
            json.writeEndArray();
        });
    }

    Message interval(int id, EventInterval interval, LabelColours colours) {
        return message("interval", json -> {
            json.writeNumberField("id", id);
            json.writeStringField("interval", interval.getId());
            json.writeStringField("label", interval.getLabel());
            json.writeStringField("colour", colours.of(interval.getLabel()));
            json.writeBooleanField("closed", interval.getState() == IntervalState.CLOSED);
            json.writeNumberField("start", interval.getStartMicros() / 1000);
            json.writeNumberField("end", interval.getEndMicros() / 1000);
            json.writeNumberField("peak", interval.getPeakScore());
        });
    }

    private static Message message(String name, Fields fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a message in memory could not be written", impossible);
        }
        return new Message(name, line.toString());
    }
}
