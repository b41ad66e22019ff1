package org.earwitness.app.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.earwitness.ingest.probe.Findings;
import org.earwitness.ingest.probe.Flow;
import org.earwitness.ingest.probe.PictureFindings;
import org.earwitness.ingest.probe.ProbeResult.Unreadable;
import org.earwitness.ingest.probe.SoundFindings;
import org.earwitness.ingest.probe.SourceFindings;
import org.earwitness.ingest.probe.TimeFindings;
import org.earwitness.ingest.probe.Warning;

/** What was found in a source as one JSON object; what is not known is null, so that the fields are always the same. */
final class ProbeJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final double MICROS = 1e6;

    private ProbeJson() {}

    /** Writes a part of the object. */
    private interface Part {
        void write(JsonGenerator json) throws IOException;
    }

    static String of(Findings findings, List<Warning> warnings) {
        return object(json -> {
            source(json, findings.source());
            if (findings.picture().isPresent()) {
                picture(json, findings.picture().get());
            } else {
                json.writeNullField("picture");
            }
            if (findings.sound().isPresent()) {
                sound(json, findings.sound().get());
            } else {
                json.writeNullField("sound");
            }
            time(json, findings.time());
            json.writeArrayFieldStart("warnings");
            for (Warning warning : warnings) {
                json.writeStartObject();
                json.writeStringField("kind", word(warning.kind()));
                json.writeStringField("sentence", warning.sentence());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static String of(String address, Unreadable unreadable) {
        return object(json -> {
            json.writeStringField("address", address);
            json.writeStringField("cause", word(unreadable.cause()));
            json.writeStringField("reason", unreadable.reason());
        });
    }

    private static String object(Part part) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            part.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("an object in memory could not be written", impossible);
        }
        return text.toString();
    }

    private static void source(JsonGenerator json, SourceFindings source) throws IOException {
        json.writeStringField("address", source.address());
        json.writeStringField("protocol", source.protocol());
        json.writeStringField("container", source.container());
        json.writeBooleanField("live", source.live());
        json.writeBooleanField("encrypted", source.encrypted());
        json.writeBooleanField("certificate_checked", source.encrypted() && source.certificateChecked());
        seconds(json, "open_seconds", OptionalLong.of(source.openMicros()));
        seconds(json, "first_media_seconds", source.firstMediaMicros());
        seconds(json, "listened_seconds", OptionalLong.of(source.listenedMicros()));
        seconds(json, "media_seconds", OptionalLong.of(source.mediaMicros()));
        json.writeNumberField("packets_corrupt", source.packetsCorrupt());
    }

    private static void picture(JsonGenerator json, PictureFindings picture) throws IOException {
        json.writeObjectFieldStart("picture");
        json.writeStringField("codec", picture.codec());
        json.writeStringField("profile", picture.profile());
        json.writeBooleanField("decodable", picture.decodable());
        json.writeNumberField("width", picture.width());
        json.writeNumberField("height", picture.height());
        json.writeNumberField("turned_degrees", picture.turnedDegrees());
        number(json, "frames_per_second_announced", picture.nominalRate());
        number(json, "frames_per_second", picture.flow().perSecond());
        json.writeBooleanField("variable", picture.flow().isVariable());
        flow(json, picture.flow());
        json.writeNumberField("key_frames", picture.keyFrames().count());
        if (picture.keyFrames().isKnown()) {
            json.writeNumberField("key_distance_frames", picture.keyFrames().longestFrames());
        } else {
            json.writeNullField("key_distance_frames");
        }
        seconds(
                json,
                "key_distance_seconds",
                picture.keyFrames().isKnown()
                        ? OptionalLong.of(picture.keyFrames().longestMicros())
                        : OptionalLong.empty());
        json.writeBooleanField("b_frames", picture.reordered());
        json.writeNumberField("frames", picture.frames());
        json.writeNumberField("seconds", picture.marks().seconds());
        json.writeNumberField("seconds_missing", picture.marks().missing());
        json.writeNumberField("seconds_black", picture.marks().black());
        json.writeNumberField("seconds_frozen", picture.marks().frozen());
        json.writeEndObject();
    }

    private static void sound(JsonGenerator json, SoundFindings sound) throws IOException {
        boolean heard = sound.level().samples() > 0;
        json.writeObjectFieldStart("sound");
        json.writeStringField("codec", sound.codec());
        json.writeStringField("profile", sound.profile());
        json.writeBooleanField("decodable", sound.decodable());
        json.writeNumberField("sample_rate", sound.sampleRate());
        json.writeNumberField("channels", sound.channels());
        flow(json, sound.flow());
        number(json, "rms_dbfs", heard ? OptionalDouble.of(sound.level().rmsDecibels()) : OptionalDouble.empty());
        number(json, "peak_dbfs", heard ? OptionalDouble.of(sound.level().peakDecibels()) : OptionalDouble.empty());
        number(json, "clipped_share", heard ? OptionalDouble.of(sound.level().clippedShare()) : OptionalDouble.empty());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, TimeFindings time) throws IOException {
        json.writeObjectFieldStart("time");
        json.writeStringField("clock", word(time.clock()));
        seconds(json, "behind_seconds", time.behindMicros());
        seconds(json, "jitter_seconds", time.jitterMicros());
        number(json, "pace", time.pace());
        seconds(json, "audio_delay_seconds", time.audioDelayMicros());
        seconds(json, "audio_start_seconds", time.audioStartMicros());
        json.writeNumberField("jumps", time.jumps());
        json.writeNumberField("frames_unordered", time.unordered());
        json.writeEndObject();
    }

    private static void flow(JsonGenerator json, Flow flow) throws IOException {
        json.writeNumberField("packets", flow.packets());
        number(json, "bits_per_second", flow.bitsPerSecond());
        seconds(json, "longest_step_seconds", OptionalLong.of(flow.longestStepMicros()));
        json.writeNumberField("time_stamps_twice", flow.twice());
        json.writeNumberField("time_stamps_missing", flow.withoutTime());
    }

    private static void seconds(JsonGenerator json, String name, OptionalLong micros) throws IOException {
        if (micros.isPresent()) {
            json.writeNumberField(name, micros.getAsLong() / MICROS);
        } else {
            json.writeNullField(name);
        }
    }

    private static void number(JsonGenerator json, String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, Math.round(value.getAsDouble() * 1_000) / 1e3);
        } else {
            json.writeNullField(name);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
