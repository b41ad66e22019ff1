package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.Measured;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** How long it takes from a command to the first event, when everything has been built before. */
public final class StartUp implements Measurement {
    private static final Target TARGET = Target.atMost(20);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Section measure(Workbench workbench) {
        List<Double> events = new ArrayList<>();
        List<Double> labels = new ArrayList<>();
        List<Measured> runs = new ArrayList<>();
        List<Measured> helps = new ArrayList<>();
        for (int round = 0; round < workbench.effort().rounds(); round++) {
            DemoStart demo = DemoStart.watch(workbench.root(), workbench.logs(), DemoStart.SECOND_LIMIT_SECONDS);
            events.add(demo.eventSeconds());
            labels.add(demo.labelledSeconds());
            runs.add(run(workbench));
            helps.add(workbench.commands().run("help", workbench.earwitness("--help")));
        }
        Table table = new Table("what", "wall s", "CPU s", "target");
        Figures labelled = Figures.of(labels);
        table.row(
                "`demo`: first event of any kind on the page",
                Figures.of(events).text(1),
                "",
                "");
        table.row("`demo`: first labelled event on the page", labelled.text(1), "", TARGET.verdict(labelled.shown(1)));
        table.row(
                "`run` of one file of " + workbench.effort().clipSeconds() + " s, to its end",
                wall(runs),
                cpu(runs),
                "");
        table.row("`--help`: the JVM and the command line alone", wall(helps), cpu(helps), "");
        return new Section(
                "Start",
                "From the command to what it is for, everything built and in the page cache. A labelled event is one that is not "
                        + "background; the samples play in real time, so it cannot come before they have shown one.",
                table);
    }

    private static Measured run(Workbench workbench) {
        List<String> command = new ArrayList<>(workbench.earwitness("run", "--json"));
        command.add(workbench
                .media()
                .streams(1, workbench.effort().clipSeconds())
                .get(0)
                .toString());
        return workbench.commands().run("run-one", command);
    }

    private static String wall(List<Measured> rounds) {
        return Figures.of(rounds.stream().map(Measured::wallSeconds).toList()).text(1);
    }

    private static String cpu(List<Measured> rounds) {
        return Figures.of(rounds.stream().map(Measured::cpuSeconds).toList()).text(1);
    }
}
