package org.earwitness.app.models;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.models.RunningPacks.Seen;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.streaming.control.WantedPacks;

/** What is assigned and what runs, as tables. */
final class StatusText {
    private static final List<String> ASSIGNED =
            List.of("SCOPE", "ACTIVE", "PREVIOUS", "SHADOW", "CANARY", "SHARE", "REASON");
    private static final List<String> RUNNING = List.of("STREAM", "RUNS", "WANTED", "EPOCH", "INDEX");
    private static final List<String> COUNTS = List.of("PACK", "STREAMS");

    private StatusText() {}

    static void print(AssignmentTable table, PrintWriter out) {
        if (table.rows().isEmpty()) {
            out.println("Nothing is assigned: every localizer runs its --pack.");
        } else {
            TextTable.print(assigned(table), out);
        }
        out.println();
        if (table.streams().isEmpty()) {
            out.println("No events: nothing is known to run.");
            return;
        }
        TextTable.print(running(table), out);
        out.println();
        TextTable.print(counts(table), out);
    }

    private static List<List<String>> assigned(AssignmentTable table) {
        List<List<String>> rows = new ArrayList<>(List.of(ASSIGNED));
        new TreeMap<>(table.rows())
                .forEach((scope, row) -> rows.add(row.assignment()
                        .map(StatusText::assigned)
                        .orElseGet(() -> List.of(scope, "unreadable", "-", "-", "-", "-", row.problem()))));
        return rows;
    }

    private static List<String> assigned(ModelAssignment assignment) {
        return List.of(
                assignment.getScope(),
                Assignment.name(assignment.getActive()),
                pack(Optional.ofNullable(assignment.getPrevious())),
                pack(Optional.ofNullable(assignment.getShadow())),
                pack(Optional.ofNullable(assignment.getCanary()).map(canary -> canary.getPack())),
                Optional.ofNullable(assignment.getCanary())
                        .map(canary -> Double.toString(canary.getShare()))
                        .orElse("-"),
                assignment.getReason());
    }

    private static List<List<String>> running(AssignmentTable table) {
        List<List<String>> rows = new ArrayList<>(List.of(RUNNING));
        new TreeMap<>(table.streams())
                .forEach((stream, seen) -> rows.add(List.of(
                        stream,
                        Assignment.name(seen.pack()),
                        table.of(stream)
                                .map(assignment -> isWanted(stream, assignment, seen) ? "yes" : "another")
                                .orElse("-"),
                        Long.toString(seen.epoch()),
                        Long.toString(seen.index()))));
        return rows;
    }

    /** Whether a stream runs what is assigned to it. */
    static boolean isWanted(String stream, ModelAssignment assignment, Seen seen) {
        return WantedPacks.of(stream, Optional.of(assignment), "")
                .digest()
                .equals(seen.pack().getDigest());
    }

    private static List<List<String>> counts(AssignmentTable table) {
        List<List<String>> rows = new ArrayList<>(List.of(COUNTS));
        countByPack(table).forEach((pack, count) -> rows.add(List.of(pack, Long.toString(count))));
        return rows;
    }

    /** How many streams run each pack, by its name. */
    static Map<String, Long> countByPack(AssignmentTable table) {
        return table.streams().values().stream()
                .collect(Collectors.groupingBy(
                        seen -> Assignment.name(seen.pack()), TreeMap::new, Collectors.counting()));
    }

    private static String pack(Optional<PackReference> pack) {
        return pack.map(Assignment::name).orElse("-");
    }
}
