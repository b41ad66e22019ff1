package org.earwitness.app.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The machine-readable lines of {@code run --json}: one JSON object a line, fields in a fixed order, numbers as plain
 * decimals; the same report gives the same bytes. Any thread.
 */
final class JsonLines {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SCORE_DIGITS = 4;

    private JsonLines() {}

    /** {@code {"stream","segment","start_seconds","label","score","attention"}}, without a line end. */
    static String of(String stream, SegmentLine line) {
        return object(json -> {
            json.writeStringField("stream", stream);
            json.writeNumberField("segment", line.segment());
            number(json, "start_seconds", seconds(line.startMicros()));
            json.writeStringField("label", line.label());
            number(json, "score", score(line.score()));
            json.writeArrayFieldStart("attention");
            for (float weight : line.attention()) {
                json.writeNumber(score(weight));
            }
            json.writeEndArray();
        });
    }

    /** {@code {"stream","label","start_seconds","end_seconds","peak_score"}}, without a line end. */
    static String of(String stream, IntervalLine line) {
        return object(json -> {
            json.writeStringField("stream", stream);
            json.writeStringField("label", line.label());
            number(json, "start_seconds", seconds(line.startMicros()));
            number(json, "end_seconds", seconds(line.endMicros()));
            number(json, "peak_score", score(line.peakScore()));
        });
    }

    /** All lines of a report, segments before intervals, each with its line end. */
    static String of(StreamReport report) {
        StringBuilder lines = new StringBuilder();
        report.segments()
                .forEach(line -> lines.append(of(report.stream(), line)).append('\n'));
        report.intervals()
                .forEach(line -> lines.append(of(report.stream(), line)).append('\n'));
        return lines.toString();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(Fields fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a line in memory could not be written", impossible);
        }
        return line.toString();
    }

    private static void number(JsonGenerator json, String name, String digits) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(digits);
    }

    private static String seconds(long micros) {
        return plain(BigDecimal.valueOf(micros, 6));
    }

    private static String score(float value) {
        return plain(new BigDecimal(Float.toString(value)).setScale(SCORE_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return (shortest.scale() < 1 ? shortest.setScale(1) : shortest).toPlainString();
    }
}
