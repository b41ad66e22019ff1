package org.earwitness.app.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.comparison.BothPasses;
import org.earwitness.app.comparison.IntervalHistory;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;

/**
 * The folder that {@code --out} names. Events are written while they come, a file a stream, and put together in the order of the
 * streams' names at the end, so that the same replay gives the same bytes. One thread.
 */
final class ReplayFolder implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path folder;
    private final Map<String, Spool> spools = new TreeMap<>();

    private record Spool(Path file, Writer writer) {}

    private ReplayFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder if it is not there.
     *
     * @throws CommandFailed when it cannot be made or written, which is better known before than after
     */
    static ReplayFolder prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw CommandFailed.usage("--out " + folder + ": the folder cannot be made (" + refused.getMessage()
                    + "). Name another one.");
        }
        if (!Files.isWritable(folder)) {
            throw CommandFailed.usage("--out " + folder + ": nothing can be written there. Name another folder.");
        }
        return new ReplayFolder(folder);
    }

    /** Writes an event down. */
    void event(SegmentEvent event) {
        try {
            Spool spool = spools.get(event.getStream());
            if (spool == null) {
                Path file = Files.createTempFile(folder, "events-", ".part");
                spool = new Spool(file, Files.newBufferedWriter(file, StandardCharsets.UTF_8));
                spools.put(event.getStream(), spool);
            }
            spool.writer().write(line(event));
        } catch (IOException refused) {
            throw unwritten("events.jsonl", refused);
        }
    }

    /** Puts {@code events.jsonl} together and writes {@code intervals.jsonl}; older ones are replaced. */
    void finish(List<BothPasses> passes) {
        try (OutputStream events = Files.newOutputStream(folder.resolve("events.jsonl"))) {
            for (Spool spool : spools.values()) {
                spool.writer().close();
                Files.copy(spool.file(), events);
            }
        } catch (IOException refused) {
            throw unwritten("events.jsonl", refused);
        }
        StringBuilder intervals = new StringBuilder();
        passes.stream()
                .sorted(Comparator.comparing(BothPasses::stream))
                .forEach(pass -> pass.replayed().intervals().stream()
                        .map(IntervalHistory::newest)
                        .filter(pass.cut()::touches)
                        .forEach(interval -> intervals.append(line(interval))));
        write("intervals.jsonl", intervals.toString());
    }

    /** Writes a text file there. */
    void write(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        } catch (IOException refused) {
            throw unwritten(name, refused);
        }
    }

    @Override
    public void close() throws IOException {
        for (Spool spool : spools.values()) {
            spool.writer().close();
            Files.deleteIfExists(spool.file());
        }
    }

    private CommandFailed unwritten(String name, IOException refused) {
        return CommandFailed.failed(
                folder.resolve(name) + " cannot be written: " + refused.getMessage() + ". Check rights and space.",
                refused);
    }

    private static String line(SegmentEvent event) {
        return object(json -> {
            json.writeStringField("stream", event.getStream());
            json.writeNumberField("epoch", event.getEpoch());
            json.writeNumberField("segment", event.getIndex());
            number(json, "start_seconds", seconds(event.getStartMicros()));
            json.writeStringField("label", event.getBackground() ? "background" : event.getLabel());
            number(json, "score", plain(event.getScore()));
            json.writeStringField("state", event.getState().name());
            if (event.getUnscoredReason() != null) {
                json.writeStringField("unscored_reason", event.getUnscoredReason());
            }
            json.writeArrayFieldStart("probabilities");
            for (float value : event.getProbabilities()) {
                json.writeNumber(plain(value));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("attention");
            for (float value : event.getAttention()) {
                json.writeNumber(plain(value));
            }
            json.writeEndArray();
            json.writeStringField("pack", event.getModel().getName());
            json.writeStringField("digest", event.getModel().getDigest());
        });
    }

    private static String line(EventInterval interval) {
        return object(json -> {
            json.writeStringField("stream", interval.getStream());
            json.writeNumberField("epoch", interval.getEpoch());
            json.writeStringField("id", interval.getId());
            json.writeStringField("label", interval.getLabel());
            json.writeNumberField("first_segment", interval.getFirstIndex());
            json.writeNumberField("last_segment", interval.getLastIndex());
            number(json, "start_seconds", seconds(interval.getStartMicros()));
            number(json, "end_seconds", seconds(interval.getEndMicros()));
            number(json, "peak_score", plain(interval.getPeakScore()));
            json.writeStringField("state", interval.getState().name());
            if (interval.getCloseReason() != null) {
                json.writeStringField("close_reason", interval.getCloseReason().name());
            }
        });
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
        return line + "\n";
    }

    private static void number(JsonGenerator json, String name, String digits) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(digits);
    }

    private static String seconds(long micros) {
        return plain(BigDecimal.valueOf(micros, 6));
    }

    private static String plain(float value) {
        return plain(new BigDecimal(Float.toString(value)));
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return (shortest.scale() < 1 ? shortest.setScale(1) : shortest).toPlainString();
    }
}
