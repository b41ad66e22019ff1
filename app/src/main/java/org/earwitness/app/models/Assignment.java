package org.earwitness.app.models;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.ModelTopic;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.streaming.control.WantedPacks;

/**
 * One change of an assignment: reads what is there, writes what follows from it, and waits for the streams where that is wanted.
 *
 * @param surroundings of the command
 * @param options of the command
 */
record Assignment(Surroundings surroundings, AssignmentOptions options) {

    /** The configuration of the command. */
    EarwitnessConfig config() {
        return options.configuration().load(surroundings).config();
    }

    /** Where packs lie on this machine. */
    static Path models(EarwitnessConfig config, Surroundings surroundings) {
        return config.models()
                .folderIn(ProjectHome.of(surroundings.environment()).models());
    }

    /**
     * Carries out a change.
     *
     * @param next the assignment that follows from what is there; empty when the scope is to have none
     */
    int change(EarwitnessConfig config, Function<AssignmentTable, Optional<ModelAssignment>> next) {
        try (ClusterAccess cluster = ClusterAccess.real(config);
                RunningPacks running = RunningPacks.look(cluster)) {
            ModelTopic topic = new ModelTopic(cluster);
            AssignmentTable table = new AssignmentTable(topic.read(), running.streams());
            Optional<ModelAssignment> assignment = next.apply(table);
            long begunMillis = topic.write(options.scope(), assignment);
            say(assignment.map(Assignment::text).orElse("Nothing is assigned to " + scopeText() + " any more."));
            return options.waitSeconds().isPresent() && assignment.isPresent()
                    ? await(assignment.orElseThrow(), running, begunMillis)
                    : ExitCode.OK;
        }
    }

    /** The failure of a change that needs an active pack and knows of none. */
    CommandFailed nothingActive() {
        return CommandFailed.usage("nothing is assigned to " + scopeText()
                + ", and its newest events do not name one pack. Say with `models set PACK` which one is active.");
    }

    /** The scope in words. */
    String scopeText() {
        return options.scope().equals(WantedPacks.ALL_STREAMS) ? "all streams" : "stream " + options.scope();
    }

    /** Time is the broker's, as that of events is: this machine's clock may be another. */
    private int await(ModelAssignment assignment, RunningPacks running, long begunMillis) {
        long begunNanos = System.nanoTime();
        long longestMillis = TimeUnit.SECONDS.toMillis(options.waitSeconds().orElseThrow());
        ArrivedStreams arrived = new ArrivedStreams(assignment, begunMillis);
        long passedMillis = 0;
        while (!arrived.all(running.streams(), begunMillis + passedMillis)) {
            if (passedMillis > longestMillis) {
                throw CommandFailed.failed(
                        "after " + options.waitSeconds().orElseThrow() + " s these streams have not changed: "
                                + TextTable.printable(String.join(
                                        ", ", arrived.missing(running.streams(), begunMillis + passedMillis)))
                                + ". `models status` shows what they run; the log of their localizer says whether it"
                                + " has the pack.");
            }
            running.readOn();
            passedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
        }
        long count = arrived.count(running.streams());
        say(
                count == 0
                        ? "No stream is live; each changes when it comes again."
                        : String.format(Locale.ROOT, "%d streams run it after %.1f s.", count, passedMillis / 1_000.0));
        return ExitCode.OK;
    }

    private static String text(ModelAssignment assignment) {
        StringBuilder text = new StringBuilder(
                assignment.getScope().equals(WantedPacks.ALL_STREAMS) ? "all streams" : assignment.getScope());
        text.append(": active ").append(name(assignment.getActive()));
        Optional.ofNullable(assignment.getCanary())
                .ifPresent(canary -> text.append(", ")
                        .append(name(canary.getPack()))
                        .append(" for a share of ")
                        .append(canary.getShare()));
        Optional.ofNullable(assignment.getShadow())
                .ifPresent(pack -> text.append(", in shadow ").append(name(pack)));
        Optional.ofNullable(assignment.getPrevious())
                .ifPresent(pack -> text.append(", to go back to ").append(name(pack)));
        return text.append(assignment.getImmediate() ? ", from the next segment on." : ".")
                .toString();
    }

    /** A pack in words. */
    static String name(PackReference pack) {
        return pack.getName() + " " + pack.getVersion() + " ("
                + pack.getDigest().substring(0, Math.min(12, pack.getDigest().length())) + ")";
    }

    private void say(String sentence) {
        PrintWriter out = surroundings.out();
        out.println(TextTable.printable(sentence));
        out.flush();
    }
}
