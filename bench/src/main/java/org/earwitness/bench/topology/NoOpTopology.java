package org.earwitness.bench.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** What exactly-once processing of our kind costs beside the barest loop that does the same to Kafka. */
public final class NoOpTopology implements Measurement {
    private static final Target TARGET = Target.atLeast(0.7);
    private static final int ROUNDS = 5;

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        TopologyRounds rounds =
                TopologyRounds.measure(workbench, workbench.effort().rounds() == 1 ? 1 : ROUNDS);
        Figures rate = ratios(rounds.topology(), rounds.bare(), EventCount.Counted::rate);
        Table table = new Table(
                "way",
                "records a second",
                "CPU ms a record",
                "of it broker and registry",
                "rate / bare loop",
                "CPU / bare loop",
                "target");
        table.row(
                "topology with a no-op model",
                figure(rounds.topology(), EventCount.Counted::rate, 0),
                figure(rounds.topology(), EventCount.Counted::cpuMillis, 3),
                figure(rounds.topology(), NoOpTopology::clusterCpuMillis, 3),
                rate.text(2),
                ratios(rounds.topology(), rounds.bare(), EventCount.Counted::cpuMillis)
                        .text(2),
                TARGET.verdict(rate.shown(2)));
        table.row(
                "Kafka Streams alone, one store",
                figure(rounds.streams(), EventCount.Counted::rate, 0),
                figure(rounds.streams(), EventCount.Counted::cpuMillis, 3),
                figure(rounds.streams(), NoOpTopology::clusterCpuMillis, 3),
                ratios(rounds.streams(), rounds.bare(), EventCount.Counted::rate)
                        .text(2),
                ratios(rounds.streams(), rounds.bare(), EventCount.Counted::cpuMillis)
                        .text(2),
                "");
        table.row(
                "bare consumer and transactional producer",
                figure(rounds.bare(), EventCount.Counted::rate, 0),
                figure(rounds.bare(), EventCount.Counted::cpuMillis, 3),
                figure(rounds.bare(), NoOpTopology::clusterCpuMillis, 3),
                "",
                "",
                "");
        return new Section(
                "Topology with a no-op model against a bare loop",
                rounds.records() + " segments of "
                        + workbench.effort().backlogStreams()
                        + " streams, about 70 KB each, wait on an embedded broker in a process of its own. The topology as it is "
                        + "shipped (Avro, admission, window of features in a store with its changelog, events, intervals; "
                        + "exactly_once_v2, commit every 100 ms), with a model that answers background at once, takes turns with "
                        + "a loop that hands each record's bytes on as an event of the same size (" + eventBytes(rounds)
                        + " bytes) in transactions as often: a thread a core, partitions assigned by hand, no state, no schema. "
                        + "The row between is Kafka Streams with nothing of ours, which hands on the same bytes and puts as many as "
                        + "a segment's features have into one store: what any topology with state pays. "
                        + "Counted from the first readable event to the last (read_committed), two rounds of each before for the "
                        + "compiler. This is not a figure of the product: a real model takes most of the time.",
                table);
    }

    private static int eventBytes(TopologyRounds rounds) {
        return rounds.topology().get(0).eventBytes();
    }

    private static double clusterCpuMillis(EventCount.Counted round) {
        return 1_000 * round.clusterCpuSeconds() / round.events();
    }

    private static Figures ratios(
            List<EventCount.Counted> of, List<EventCount.Counted> by, ToDoubleFunction<EventCount.Counted> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < of.size(); round++) {
            ratios.add(figure.applyAsDouble(of.get(round)) / figure.applyAsDouble(by.get(round)));
        }
        return Figures.of(ratios);
    }

    private static String figure(
            List<EventCount.Counted> rounds, ToDoubleFunction<EventCount.Counted> figure, int digits) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList()).text(digits);
    }
}
