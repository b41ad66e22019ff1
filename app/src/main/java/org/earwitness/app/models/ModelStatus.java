package org.earwitness.app.models;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.ModelTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is assigned and what runs. */
@Command(
        name = "status",
        description = {
            "Show what is assigned, and which pack each stream really runs: the one that its newest event names.",
            "",
            "Streams are known from the newest events of each partition; one that has been quiet for long may not be"
                    + " among them."
        })
final class ModelStatus implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    ModelStatus(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (ClusterAccess cluster =
                        ClusterAccess.real(configuration.load(surroundings).config());
                RunningPacks running = RunningPacks.look(cluster)) {
            AssignmentTable table = new AssignmentTable(new ModelTopic(cluster).read(), running.streams());
            PrintWriter out = surroundings.out();
            if (json) {
                out.println(StatusJson.of(table));
            } else {
                StatusText.print(table, out);
            }
            out.flush();
        }
        return ExitCode.OK;
    }
}
