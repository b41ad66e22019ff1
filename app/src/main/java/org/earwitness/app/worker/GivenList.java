package org.earwitness.app.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.LiteralSecrets;
import org.earwitness.ingest.roster.Roster;

/**
 * The streams that {@code ingest} keeps going: those of {@code --stream}, which stay, and those of the settings file, which may
 * change.
 */
final class GivenList {
    private final ConfigurationOptions configuration;
    private final Surroundings surroundings;
    private final List<String> flags;
    private final Roster ofFlags;

    GivenList(ConfigurationOptions configuration, Surroundings surroundings, List<String> flags) {
        this.configuration = configuration;
        this.surroundings = surroundings;
        this.flags = List.copyOf(flags);
        this.ofFlags = GivenStreams.of(flags, UnaryOperator.identity());
    }

    /**
     * The streams of this configuration and of the flags.
     *
     * @throws IllegalArgumentException when a name is there twice
     */
    Roster of(EarwitnessConfig config) {
        List<StreamDefinition> all = new ArrayList<>(ofFlags.streams().values());
        all.addAll(config.roster().streams().values());
        return Roster.of(all);
    }

    /** Reads the configuration again. */
    EarwitnessConfig load() {
        return configuration.load(surroundings).config();
    }

    /** The file that is watched; none where no file is named. */
    Optional<Path> file() {
        return configuration.file(surroundings);
    }

    /** What should not be on a command line, in sentences. */
    List<String> warnings() {
        return flags.isEmpty()
                ? List.of()
                : ofFlags.streams().values().stream()
                        .filter(definition -> !LiteralSecrets.in(definition).isEmpty())
                        .map(
                                definition -> "--stream " + definition.stream() + " holds "
                                        + String.join(" and ", LiteralSecrets.in(definition))
                                        + ", which shows in the list of processes. Write ${env:NAME} or ${file:PATH} in its place.")
                        .toList();
    }
}
