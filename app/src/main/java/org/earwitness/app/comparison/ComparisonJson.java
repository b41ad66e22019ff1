package org.earwitness.app.comparison;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.comparison.Agreement.LabelChange;
import org.earwitness.app.comparison.IntervalChanges.Change;
import org.earwitness.app.comparison.IntervalChanges.Kind;
import org.earwitness.app.comparison.Verdict.Pack;

/** A comparison for programs: one object, fields in a fixed order; the same comparison gives the same bytes. */
public final class ComparisonJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DIGITS = 6;

    private ComparisonJson() {}

    /** Whether the same pack gave the same bytes. */
    public static String of(Packs packs, Sameness sameness) {
        return object(json -> {
            packs(json, packs);
            json.writeBooleanField("identical", sameness.holds());
            json.writeObjectFieldStart("events");
            json.writeNumberField("all", sameness.events());
            json.writeNumberField("identical", sameness.identical());
            json.writeNumberField("changed", sameness.changed());
            json.writeNumberField("missing", sameness.missing());
            json.writeNumberField("unscored_before", sameness.unscored());
            json.writeNumberField("beside_unscored", sameness.besideUnscored());
            json.writeNumberField("without_lead_in", sameness.withoutLead());
            json.writeNumberField("without_original", sameness.withoutOriginal());
            json.writeEndObject();
            json.writeObjectFieldStart("intervals");
            json.writeNumberField("all", sameness.intervals());
            json.writeNumberField("identical", sameness.intervalsIdentical());
            json.writeNumberField("changed", sameness.intervalsChanged());
            json.writeNumberField("missing", sameness.intervalsMissing());
            json.writeNumberField("not_judged", sameness.intervalsApart());
            json.writeEndObject();
            json.writeArrayFieldStart("examples");
            for (String example : sameness.examples()) {
                json.writeString(example);
            }
            json.writeEndArray();
        });
    }

    /** How far two packs agree. */
    public static String of(Packs packs, Agreement agreement) {
        return object(json -> {
            packs(json, packs);
            json.writeNumberField("compared", agreement.compared());
            json.writeNumberField("same_label", agreement.same());
            number(json, "agreement", agreement.share());
            json.writeNumberField("both_background", agreement.bothBackground());
            json.writeNumberField("not_compared", agreement.unanswered());
            number(json, "mean_score_difference", agreement.scoreDifference());
            number(json, "largest_score_difference", agreement.largestDifference());
            json.writeObjectFieldStart("labels");
            for (Map.Entry<String, LabelChange> label : agreement.labels().entrySet()) {
                json.writeObjectFieldStart(label.getKey());
                json.writeNumberField("before", label.getValue().before());
                json.writeNumberField("now", label.getValue().now());
                json.writeNumberField("kept", label.getValue().kept());
                json.writeNumberField("lost", label.getValue().lost());
                json.writeNumberField("gained", label.getValue().gained());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeObjectFieldStart("confusion");
            for (Map.Entry<String, Map<String, Long>> was :
                    agreement.confusion().entrySet()) {
                json.writeObjectFieldStart(was.getKey());
                for (Map.Entry<String, Long> is : was.getValue().entrySet()) {
                    json.writeNumberField(is.getKey(), is.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            intervals(json, agreement.intervals());
        });
    }

    private static void packs(JsonGenerator json, Packs packs) throws IOException {
        packs(json, "packs_before", packs.before());
        packs(json, "packs_now", packs.now());
    }

    private static void packs(JsonGenerator json, String field, List<Pack> packs) throws IOException {
        json.writeArrayFieldStart(field);
        for (Pack pack : packs) {
            json.writeStartObject();
            json.writeStringField("name", pack.name());
            json.writeStringField("version", pack.version());
            json.writeStringField("digest", pack.digest());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void intervals(JsonGenerator json, IntervalChanges changes) throws IOException {
        json.writeObjectFieldStart("intervals");
        for (Kind kind : Kind.values()) {
            json.writeNumberField(kind.name().toLowerCase(Locale.ROOT), changes.count(kind));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("interval_changes");
        for (Change change : changes.all()) {
            if (change.kind() != Kind.KEPT) {
                json.writeStartObject();
                json.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
                json.writeStringField("stream", change.stream());
                json.writeStringField("label", change.either().newest().getLabel());
                span(json, "before", change.before());
                span(json, "now", change.now());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void span(JsonGenerator json, String field, Optional<IntervalHistory> interval) throws IOException {
        if (interval.isPresent()) {
            json.writeObjectFieldStart(field);
            json.writeNumberField("epoch", interval.orElseThrow().newest().getEpoch());
            json.writeNumberField(
                    "first_segment", interval.orElseThrow().newest().getFirstIndex());
            json.writeNumberField(
                    "last_segment", interval.orElseThrow().newest().getLastIndex());
            number(json, "peak_score", interval.orElseThrow().newest().getPeakScore());
            json.writeEndObject();
        }
    }

    private static void number(JsonGenerator json, String field, double value) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(BigDecimal.valueOf(value)
                .setScale(DIGITS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString());
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(Fields fields) {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        try (JsonGenerator json = JSON.createGenerator(text).setPrettyPrinter(printer)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("an object in memory could not be written", impossible);
        }
        return text.toString().replace("\r\n", "\n") + "\n";
    }
}
