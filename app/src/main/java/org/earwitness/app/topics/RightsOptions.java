package org.earwitness.app.topics;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine.Option;

/** The flags of {@code topics} about rights; a command holds it as a {@code @Mixin}. */
final class RightsOptions {
    @Option(
            names = "--acls",
            description =
                    "The rights of every role instead of topics and schemas. A role is one login: admin (topics), ingest,"
                            + " localize, reader, dashboard (page, clip), operator (sources, rejected), replay.")
    private boolean wanted;

    @Option(
            names = "--principal",
            paramLabel = "ROLE=NAME",
            description =
                    "With --acls: how a role logs in, for instance localize=User:CN=av-1; else User:earwitness-ROLE."
                            + " Repeatable.")
    private List<String> principals = new ArrayList<>();

    @Option(
            names = "--ingest-group",
            paramLabel = "NAME",
            description = "With --acls: a group of ingest workers (`ingest --group`). Repeatable.")
    private List<String> ingestGroups = new ArrayList<>();

    @Option(
            names = "--reader-group",
            paramLabel = "BEGINNING",
            description = "With --acls: how the groups of subscribers begin. Repeatable.")
    private List<String> readerGroups = new ArrayList<>();

    /** Whether rights are asked for, and not topics. */
    boolean areWanted() {
        if (!wanted && !(principals.isEmpty() && ingestGroups.isEmpty() && readerGroups.isEmpty())) {
            throw CommandFailed.usage("--principal, --ingest-group and --reader-group are about rights. Add --acls");
        }
        return wanted;
    }

    Principals principals() {
        return Principals.of(principals);
    }

    Rights rights(EarwitnessConfig config) {
        return new Rights(
                config.topics().catalogue(),
                new Rights.Names(config.streaming().applicationId(), ingestGroups, readerGroups));
    }
}
