package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** What a newcomer waits: a clean clone, {@code ./earwitness demo}, and the first labelled event on the page. */
public final class FirstUse implements Measurement {
    private static final Target FIRST = Target.atMost(120);
    private static final Target SECOND = Target.atMost(20);

    @Override
    public String name() {
        return "first-use";
    }

    @Override
    public Section measure(Workbench workbench) {
        Path clone = temporaryFolder();
        try {
            workbench
                    .commands()
                    .run(
                            "clone",
                            List.of(
                                    "git",
                                    "clone",
                                    "--quiet",
                                    "--no-hardlinks",
                                    workbench.root().toString(),
                                    clone.toString()));
            DemoStart first = DemoStart.watch(clone, workbench.logs(), DemoStart.FIRST_LIMIT_SECONDS);
            DemoStart second = DemoStart.watch(clone, workbench.logs(), DemoStart.SECOND_LIMIT_SECONDS);
            Table table = new Table(
                    "`./earwitness demo`", "page is up, s", "first event, s", "first labelled event, s", "target");
            row(table, "first time, clean clone", first, FIRST);
            row(table, "second time", second, SECOND);
            return new Section(
                    "First use",
                    "A clean clone of the last commit; the first command builds everything. The local Maven repository of this "
                            + "machine is warm, so nothing was downloaded.",
                    table);
        } finally {
            delete(clone);
        }
    }

    private static void row(Table table, String name, DemoStart start, Target target) {
        table.row(
                name,
                number(start.pageSeconds()),
                number(start.eventSeconds()),
                number(start.labelledSeconds()),
                target.verdict(Math.rint(start.labelledSeconds() * 10) / 10));
    }

    private static String number(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("earwitness-first-use");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for a clone", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the clone " + folder, e);
        }
    }
}
