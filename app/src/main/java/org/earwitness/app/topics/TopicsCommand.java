package org.earwitness.app.topics;

import java.io.PrintWriter;
import java.util.List;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows and makes the topics, subjects and rules that a cluster needs. */
@Command(
        name = "topics",
        description = {
            "Show or make what a cluster needs: topics with their settings, subjects with schemas and compatibility.",
            "",
            "Topics are made by people, not by the application: no other command makes one."
        })
public final class TopicsCommand {
    private final Surroundings surroundings;

    public TopicsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(
            name = "plan",
            description = {
                "Print in what the cluster differs, changing nothing.",
                "",
                "Lines begin with + (will be made), ~ (will be changed) or ! (needs a decision: partitions are never changed, and a"
                        + " schema that cannot follow the others is never registered). Exit code 0: nothing to do; 3: there is."
            })
    int plan(@Mixin ConfigurationOptions configuration) {
        EarwitnessConfig config = configuration.load(surroundings).config();
        try (ClusterConnection connection = ClusterConnection.open(config)) {
            List<Difference> differences = plan(config, connection).differences();
            print(differences);
            PrintWriter out = surroundings.out();
            if (differences.isEmpty()) {
                out.println("Nothing to do: the cluster has all that "
                        + config.topics().prefix() + "* needs.");
            } else {
                long repairable =
                        differences.stream().filter(Difference::isRepairable).count();
                out.println(
                        repairable + " to do by `topics apply`, " + (differences.size() - repairable) + " to decide.");
            }
            out.flush();
            return differences.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENCES;
        }
    }

    @Command(
            name = "apply",
            description = {
                "Make what `topics plan` shows.",
                "",
                "Doing it twice, or from two places at once, is harmless. Exit code 0: nothing is left to do; 3: something needs a"
                        + " decision."
            })
    int apply(@Mixin ConfigurationOptions configuration) {
        EarwitnessConfig config = configuration.load(surroundings).config();
        try (ClusterConnection connection = ClusterConnection.open(config)) {
            TopicPlan plan = plan(config, connection);
            List<Difference> differences = plan.differences();
            List<Difference> remaining = plan.apply(differences);
            print(differences);
            surroundings
                    .out()
                    .println((differences.size() - remaining.size()) + " done, " + remaining.size() + " to decide.");
            surroundings.out().flush();
            return remaining.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENCES;
        }
    }

    private static TopicPlan plan(EarwitnessConfig config, ClusterConnection connection) {
        int replicas = config.topics().replicationFactor();
        return new TopicPlan(
                config.topics().catalogue(),
                replicas == 0 ? TopicPlan.CLUSTER_REPLICATION : (short) replicas,
                connection.admin(),
                connection.registry(),
                ClusterConnection.DEADLINE);
    }

    private void print(List<Difference> differences) {
        differences.forEach(difference -> surroundings.out().println(difference.describe()));
    }
}
