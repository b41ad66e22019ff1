package org.earwitness.app.topics;

import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
                        + " schema that cannot follow the others is never registered). Exit code 0: nothing to do; 3: there is.",
                "",
                "With --acls: print the least rights of every role as lines for kafka-acls.sh; asks no cluster."
            })
    int plan(
            @Mixin ConfigurationOptions configuration,
            @Mixin RightsOptions rights,
            @Option(names = "--json", description = "With --acls: JSON instead of lines for kafka-acls.sh.")
                    boolean json) {
        EarwitnessConfig config = configuration.load(surroundings).config();
        if (rights.areWanted()) {
            return printRights(config, rights, json);
        }
        if (json) {
            throw CommandFailed.usage("--json is for rights only. Add --acls");
        }
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
                        + " decision.",
                "",
                "With --acls: give every role the rights that `topics plan --acls` prints; takes none away. Needs a login that may"
                        + " alter the cluster."
            })
    int apply(@Mixin ConfigurationOptions configuration, @Mixin RightsOptions rights) {
        EarwitnessConfig config = configuration.load(surroundings).config();
        if (rights.areWanted()) {
            return giveRights(config, rights);
        }
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

    /** Asks no cluster: what a role needs does not depend on one. */
    private int printRights(EarwitnessConfig config, RightsOptions options, boolean json) {
        RightsText text = new RightsText(
                options.rights(config), options.principals(), config.kafka().bootstrapServers());
        PrintWriter out = surroundings.out();
        if (json) {
            out.println(text.json());
        } else {
            text.lines().forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }

    private int giveRights(EarwitnessConfig config, RightsOptions options) {
        Principals principals = options.principals();
        try (Admin admin = ClusterConnection.openAdmin(config)) {
            List<AclBinding> given =
                    new RightsPlan(options.rights(config), principals, admin, ClusterConnection.DEADLINE).apply();
            PrintWriter out = surroundings.out();
            given.forEach(acl -> out.println(
                    "+ " + acl.entry().principal() + " may " + acl.entry().operation() + " "
                            + acl.pattern().resourceType() + " " + acl.pattern().name()
                            + (acl.pattern().patternType() == PatternType.PREFIXED ? "*" : "")));
            out.println(given.isEmpty() ? "Nothing to do: every role has its rights." : given.size() + " given.");
            out.flush();
            return ExitCode.OK;
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
