package org.earwitness.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.app.command.CommandFailed;

/** The cycles of a folder, one JSON line each behind a line that says what they belong to; a later start goes on behind them. */
final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<CycleReport> reports = new ArrayList<>();

    private Journal(Path file) {
        this.file = file;
    }

    /**
     * Opens the journal of a folder, or begins one.
     *
     * @param folder the folder of the trial
     * @param identity what must be the same in every start: seed, faults and the like
     */
    static Journal in(Path folder, String identity) {
        Journal journal = new Journal(folder.resolve("journal.jsonl"));
        try {
            if (!Files.exists(journal.file)) {
                journal.append(JSON.createObjectNode().put("trial", identity));
                return journal;
            }
            List<String> lines = Files.readAllLines(journal.file);
            String before = JSON.readTree(lines.get(0)).path("trial").asText();
            if (!before.equals(identity)) {
                throw CommandFailed.usage("the folder " + folder + " is of another trial: " + before + ". This one is "
                        + identity + ". Use the same flags, or another folder.");
            }
            for (String line : lines.subList(1, lines.size())) {
                journal.reports.add(report(JSON.readTree(line)));
            }
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be read: " + journal.file, e);
        }
    }

    /** All cycles so far, those of earlier starts first. */
    List<CycleReport> reports() {
        return List.copyOf(reports);
    }

    /** Writes a cycle down. */
    void add(CycleReport report) {
        reports.add(report);
        ObjectNode line = JSON.createObjectNode()
                .put("cycle", report.cycle())
                .put("fault", report.kind().name())
                .put("victim", report.blow().victim())
                .put("begin", report.blow().begin().toString())
                .put("end", report.blow().end().toString());
        report.recovered().ifPresent(at -> line.put("recovered", at.toString()));
        append(line);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be written: " + file, e);
        }
    }

    private static CycleReport report(JsonNode line) {
        return new CycleReport(
                line.path("cycle").asInt(),
                FaultKind.valueOf(line.path("fault").asText()),
                new Fault.Blow(
                        line.path("victim").asText(),
                        Instant.parse(line.path("begin").asText()),
                        Instant.parse(line.path("end").asText())),
                line.has("recovered")
                        ? Optional.of(Instant.parse(line.path("recovered").asText()))
                        : Optional.empty());
    }
}
