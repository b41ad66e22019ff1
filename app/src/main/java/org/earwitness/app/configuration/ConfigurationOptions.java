package org.earwitness.app.configuration;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.earwitness.app.command.Surroundings;
import picocli.CommandLine.Option;

/**
 * The flags by which any command takes its configuration; a command holds it as a {@code @Mixin} and calls {@link #load}.
 *
 * <p>Flags beat the environment, which beats the file. Of the flags, those with a name of their own beat {@code --set}.
 */
public final class ConfigurationOptions {
    private static final SettingPath KAFKA = SettingPath.ROOT.child("kafka");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with settings (also $EARWITNESS_CONFIG); docs/configuration.md lists them.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description = "Set one setting by its path, for instance streaming.interval.onThreshold=0.5. Repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (kafka.bootstrapServers).")
    private Optional<String> bootstrapServers = Optional.empty();

    @Option(names = "--schema-registry-url", paramLabel = "URL", description = "Schema registry (schemaRegistry.url).")
    private Optional<String> schemaRegistryUrl = Optional.empty();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file for Kafka's clients, as Kafka's own tools take it.")
    private Optional<Path> commandConfig = Optional.empty();

    @Option(
            names = "--kafka-config",
            paramLabel = "NAME=VALUE",
            description = "One property for Kafka's clients or Kafka Streams. Repeatable.")
    private List<String> kafkaProperties = new ArrayList<>();

    /**
     * The configuration from file, environment and these flags.
     *
     * @throws InvalidConfiguration with every problem there is
     */
    public LoadedConfiguration load(Surroundings surroundings) {
        List<String> problems = new ArrayList<>();
        List<GivenSetting> flags = new ArrayList<>();
        commandConfig.ifPresent(path -> flags.addAll(properties(path, problems)));
        settings.forEach(text -> pair("--set", text, SettingPath.ROOT, problems).ifPresent(flags::add));
        kafkaProperties.forEach(
                text -> pair("--kafka-config", text, KAFKA, problems).ifPresent(flags::add));
        bootstrapServers.ifPresent(servers -> flags.add(
                GivenSetting.of(KAFKA.child("bootstrapServers"), servers, new Origin.Flag("--bootstrap-server"))));
        schemaRegistryUrl.ifPresent(url -> flags.add(GivenSetting.of(
                SettingPath.parse("schemaRegistry.url"), url, new Origin.Flag("--schema-registry-url"))));
        try {
            LoadedConfiguration loaded = new ConfigurationLoader().load(file, surroundings.environment(), flags);
            if (problems.isEmpty()) {
                return loaded;
            }
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        throw new InvalidConfiguration(problems);
    }

    /** The YAML file that {@link #load} reads, if there is one. */
    public Optional<Path> file(Surroundings surroundings) {
        return ConfigurationLoader.file(file, surroundings.environment());
    }

    private static Optional<GivenSetting> pair(String flag, String text, SettingPath group, List<String> problems) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            problems.add(flag + " " + text + ": it is not NAME=VALUE. Write the name, '=' and the value.");
            return Optional.empty();
        }
        String name = text.substring(0, equals).strip();
        SettingPath path = group.equals(SettingPath.ROOT) ? SettingPath.parse(name) : group.child(name);
        return Optional.of(GivenSetting.of(path, text.substring(equals + 1), new Origin.Flag(flag)));
    }

    private static List<GivenSetting> properties(Path path, List<String> problems) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("--command-config " + path + ": it cannot be read (" + e.getMessage()
                    + "). Check path and rights.");
        }
        // Kafka's own name for what has one of ours.
        return new TreeSet<>(properties.stringPropertyNames())
                .stream()
                        .map(name -> GivenSetting.of(
                                KAFKA.child(name.equals("bootstrap.servers") ? "bootstrapServers" : name),
                                properties.getProperty(name),
                                new Origin.Flag("--command-config " + path)))
                        .toList();
    }
}
