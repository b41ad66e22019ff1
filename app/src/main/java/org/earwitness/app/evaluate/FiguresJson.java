package org.earwitness.app.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.earwitness.inference.ModelPack;

/** The figures as another program reads them: one JSON object on one line, fields in a fixed order; a share of nothing is null. */
final class FiguresJson {
    private static final JsonFactory JSON = new JsonFactory();

    private FiguresJson() {}

    /** The object, without a line end. */
    static String of(ModelPack pack, Figures figures, List<ScoredClip> clips) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            pack(json, pack);
            json.writeNumberField("seconds", figures.seconds());
            json.writeNumberField("unscored_seconds", figures.unscored());
            share(json, "accuracy", figures.accuracy());
            share(json, "event_recall", figures.events().recall());
            share(json, "event_precision", figures.events().precision());
            share(json, "background_accuracy", figures.backgroundAccuracy());
            share(json, "segment_f1", figures.segmentF1());
            share(json, "event_f1", figures.events().events().f1());
            json.writeObjectFieldStart("classes");
            for (Map.Entry<String, ClassFigures> entry : figures.classes().entrySet()) {
                classFigures(json, entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("clips");
            for (ScoredClip clip : clips) {
                clip(json, clip, pack);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a line in memory could not be written", impossible);
        }
        return text.toString();
    }

    private static void pack(JsonGenerator json, ModelPack pack) throws IOException {
        json.writeObjectFieldStart("pack");
        json.writeStringField("name", pack.name());
        json.writeStringField("version", pack.version());
        json.writeStringField("digest", pack.digest());
        json.writeEndObject();
    }

    private static void classFigures(JsonGenerator json, String label, ClassFigures figures) throws IOException {
        json.writeObjectFieldStart(label);
        json.writeNumberField("seconds", figures.seconds());
        share(json, "recall", figures.recall());
        share(json, "precision", figures.precision());
        json.writeNumberField("events", figures.events().there());
        share(json, "event_f1", figures.events().f1());
        json.writeEndObject();
    }

    private static void clip(JsonGenerator json, ScoredClip clip, ModelPack pack) throws IOException {
        Figures own = Figures.of(List.of(clip), pack.labels(), pack.labels().get(pack.background()));
        json.writeObjectFieldStart(clip.name());
        json.writeNumberField("seconds", own.seconds());
        json.writeNumberField("unscored_seconds", own.unscored());
        share(json, "accuracy", own.accuracy());
        share(json, "event_recall", own.events().recall());
        share(json, "event_precision", own.events().precision());
        share(json, "background_accuracy", own.backgroundAccuracy());
        share(json, "segment_f1", own.segmentF1());
        share(json, "event_f1", own.events().events().f1());
        json.writeEndObject();
    }

    private static void share(JsonGenerator json, String name, Share share) throws IOException {
        OptionalDouble value = share.value();
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }
}
