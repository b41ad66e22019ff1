package org.earwitness.app.sources;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.NearestName;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.ingest.StreamDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes streams from the list. */
@Command(name = "remove", description = "Remove streams from the list; the worker that reads one stops.")
final class RemoveSource implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Name of the stream.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    RemoveSource(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (ClusterAccess cluster =
                ClusterAccess.real(configuration.load(surroundings).config())) {
            SourceTopic topic = new SourceTopic(cluster);
            Map<String, SourceTopic.Row> known = topic.read();
            Map<String, Optional<StreamDefinition>> rows = new LinkedHashMap<>();
            for (String name : names) {
                if (!known.containsKey(name)) {
                    throw CommandFailed.usage("there is no stream " + TextTable.printable(name) + " in the list"
                            + NearestName.of(name, known.keySet())
                                    .map(near -> ". Did you mean " + TextTable.printable(near) + "?")
                                    .orElse(". `earwitness sources list` shows all."));
                }
                rows.put(name, Optional.empty());
            }
            topic.write(rows);
            rows.keySet().forEach(name -> surroundings.out().println(TextTable.printable(name + " removed.")));
            surroundings.out().flush();
        }
        return ExitCode.OK;
    }
}
