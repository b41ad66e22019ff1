package org.earwitness.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.GoldenFile;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.LoadedConfiguration.Entry;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.streaming.interval.IntervalConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConfigurationLoaderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutAnythingGivenAllDefaultsAreInForce() {
        LoadedConfiguration loaded = load("", Map.of());
        assertThat(loaded.config()).isEqualTo(EarwitnessConfig.DEFAULTS);
        assertThat(loaded.entries()).allMatch(entry -> entry.origin() instanceof Origin.Default);
        assertThat(loaded.isSet("topics.prefix")).isFalse();
    }

    @Test
    void aFileBeatsDefaultsAVariableTheFileAndAFlagTheVariable() {
        String yaml = "inference:\n  batchSize: 11\n  device: 1\n  permits: 1\n";
        Map<String, String> environment =
                Map.of("EARWITNESS_INFERENCE_DEVICE", "2", "EARWITNESS_INFERENCE_PERMITS", "2");
        LoadedConfiguration loaded = load(yaml, environment, "--set", "inference.permits=3");
        InferenceConfig inference = loaded.config().inference();
        assertThat(inference.batchSize()).isEqualTo(11);
        assertThat(inference.device()).isEqualTo(2);
        assertThat(inference.permits()).isEqualTo(3);
        assertThat(origin(loaded, "inference.batchSize")).isEqualTo(file() + ":2");
        assertThat(origin(loaded, "inference.device")).isEqualTo("$EARWITNESS_INFERENCE_DEVICE");
        assertThat(origin(loaded, "inference.permits")).isEqualTo("--set");
        assertThat(origin(loaded, "inference.provider")).isEqualTo("default");
    }

    @Test
    void flagsWithANameOfTheirOwnBeatSet() {
        EarwitnessConfig config = load(
                        "",
                        Map.of(),
                        "--bootstrap-server",
                        "b:1",
                        "--set",
                        "kafka.bootstrapServers=a:1",
                        "--schema-registry-url",
                        "https://registry:8081")
                .config();
        assertThat(config.kafka().bootstrapServers()).contains("b:1");
        assertThat(config.schemaRegistry().url()).hasToString("Optional[https://registry:8081]");
    }

    @Test
    void durationsSizesEnumsAndNestedSettingsAreReadAsPeopleWriteThem() {
        String yaml = """
                # a comment
                inference: {deadlineMillis: 1.5s, provider: CUDA}
                ingest:
                  queueBytes: 2MiB
                  overflow: drop-oldest
                streaming:
                  interval:
                    onThreshold: 0.6
                    labels:
                      "dog bark": {onThreshold: 0.9}
                """;
        EarwitnessConfig config = load(yaml, Map.of()).config();
        assertThat(config.inference().deadlineMillis()).isEqualTo(1_500);
        assertThat(config.inference().provider()).isEqualTo(InferenceConfig.Provider.CUDA);
        assertThat(config.ingest().queueBytes()).isEqualTo(2 * 1024 * 1024);
        assertThat(config.ingest().overflow()).hasToString("DROP_OLDEST");
        assertThat(config.streaming().interval().onThreshold()).isEqualTo(0.6);
        assertThat(config.streaming().interval().labels().get("dog bark"))
                .as("offThreshold is that of the group around it")
                .isEqualTo(new IntervalConfig.LabelThresholds(0.9, 0.25));
    }

    @Test
    void anyKafkaPropertyPassesThroughByEveryOrigin() throws Exception {
        Path client = folder.resolve("client.properties");
        Files.writeString(client, "sasl.mechanism=PLAIN\nbootstrap.servers=c:3\nssl.key.password=s3cret\n");
        LoadedConfiguration loaded = load(
                "kafka:\n  security.protocol: SASL_SSL\n  consumer:\n    fetch.max.bytes: 1000\n",
                Map.of("EARWITNESS_KAFKA_CLIENT_ID", "mine"),
                "--kafka-config",
                "producer.linger.ms=7",
                "--command-config",
                client.toString());
        KafkaConfig kafka = loaded.config().kafka();
        assertThat(kafka.forConsumer())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("fetch.max.bytes", "1000"),
                        Map.entry("client.id", "mine"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("ssl.key.password", "s3cret"),
                        Map.entry("bootstrap.servers", "c:3"));
        assertThat(kafka.forProducer()).containsEntry("linger.ms", "7").doesNotContainKey("fetch.max.bytes");
        assertThat(kafka.forStreams())
                .containsEntry("producer.linger.ms", "7")
                .containsEntry("consumer.fetch.max.bytes", "1000");
        assertThat(loaded.entries()).noneMatch(entry -> entry.value().contains("s3cret"));
        assertThat(value(loaded, "kafka.ssl.key.password")).isEqualTo("[hidden]");
    }

    @Test
    void allProblemsAreShownAtOnceEachWithPathAndOrigin() {
        String yaml = """
                inference:
                  batchSize: 0
                  batchDelayMillis: 3 fortnights
                  permits: -1
                streming:
                  threads: 4
                topics: many
                kafka:
                  security.protcol: SSL
                  bootstrapServer: a:1
                streaming:
                  interval:
                    offThreshold: 0.7
                topics:
                  prefix: x
                """;
        Map<String, String> environment =
                Map.of("EARWITNESS_INFERENCE_PROVIDER", "tpu", "EARWITNESS_TOPIC_PREFIX", "a.");
        assertThat(problems(yaml, environment, "--set", "threads=4"))
                .containsExactlyInAnyOrder(
                        file() + ":14: topics is there twice, first in line 7. Remove one of them.",
                        "$EARWITNESS_TOPIC_PREFIX: no setting has this variable. Did you mean EARWITNESS_TOPICS_PREFIX?",
                        file() + ":9: Kafka has no property security.protcol. Did you mean kafka.security.protocol?",
                        file() + ":10: there is no setting kafka.bootstrapServer. Did you mean kafka.bootstrapServers?",
                        file()
                                + ":3: inference.batchDelayMillis is '3 fortnights': it is not a duration. Write for instance"
                                + " 500ms, 30s, 5m, 2h or 7d.",
                        "$EARWITNESS_INFERENCE_PROVIDER: inference.provider is 'tpu': it is none of cpu, cuda, tensorrt, auto."
                                + " Write one of them.",
                        file() + ":4: inference.permits is -1: it counts calls. Use 0 for one a core, or more.",
                        file() + ":2: inference.batchSize is 0: it is outside 1 to 256. Use 8 to 64.",
                        file()
                                + ":13: streaming.interval.offThreshold is 0.7: it is outside 0 to onThreshold (0.4), so no"
                                + " interval could stay open. Set it to 0.4 or less.",
                        file() + ":6: there is no setting streming.threads. Did you mean streaming.threads?",
                        file() + ":7: topics is a group of settings, not one. Write the settings under it, indented.",
                        "--set: there is no setting threads. Did you mean streaming.threads?");
    }

    @Test
    void aFileThatIsNotThereOrNotYamlIsNamed() throws Exception {
        assertThat(catchThrowableOfType(
                                InvalidConfiguration.class,
                                () -> options("--config", "nowhere.yaml").load(surroundings(Map.of())))
                        .problems())
                .containsExactly("nowhere.yaml: there is no such file. Check --config.");
        assertThat(problems("a: [1\nb: {", Map.of()))
                .singleElement()
                .asString()
                .startsWith(file() + ":")
                .contains("not YAML");
        assertThat(problems("- a\n- b\n", Map.of()))
                .containsExactly(file() + ":1: the file has to begin with names, for instance `streaming:`.");
    }

    @Test
    void aVariableNamesTheFile() throws Exception {
        Files.writeString(file(), "topics:\n  prefix: named.\n");
        LoadedConfiguration loaded = options().load(surroundings(Map.of("EARWITNESS_CONFIG", file().toString())));
        assertThat(loaded.config().topics().prefix()).isEqualTo("named.");
    }

    @Test
    void variablesOfOthersAreNoSettings() {
        Map<String, String> environment = Map.of(
                "EARWITNESS_JAVA_OPTIONS",
                "-Xmx2g",
                "EARWITNESS_REGISTRY_HOME",
                "/r",
                "EARWITNESS_HOME",
                "/h",
                "PATH",
                "/bin");
        assertThat(load("", environment).config()).isEqualTo(EarwitnessConfig.DEFAULTS);
    }

    @Test
    void credentialsNeverReachAMessage() {
        assertThat(problems("schemaRegistry:\n  url: http://me:hunter2@registry:8081\n", Map.of()))
                .singleElement()
                .asString()
                .contains("schemaRegistry.url")
                .doesNotContain("hunter2");
    }

    @Test
    void theListingIsAFileThatGivesTheSameConfiguration() throws Exception {
        LoadedConfiguration loaded = load(
                "streaming:\n  interval:\n    labels:\n      \"a: b\": {offThreshold: 0.1}\nkafka:\n  client.id: \"x # y\"\n",
                Map.of("EARWITNESS_METRICS_PORT", "9464"),
                "--bootstrap-server",
                "a:1,b:2");
        StringWriter listing = new StringWriter();
        new ConfigurationListing(new PrintWriter(listing)).print(loaded);
        Files.writeString(file(), listing.toString());
        LoadedConfiguration again = options("--config", file().toString()).load(surroundings(Map.of()));
        assertThat(again.config()).isEqualTo(loaded.config());
    }

    @Test
    void everySettingAndGroupHasAReason() {
        for (Setting setting : SettingShape.settings(EarwitnessConfig.DEFAULTS, SettingPath.ROOT)) {
            assertThat(setting.reason())
                    .as(setting.path().toString())
                    .isNotBlank()
                    .endsWith(".");
        }
        for (SettingPath group : SettingShape.groups(EarwitnessConfig.DEFAULTS, SettingPath.ROOT)) {
            if (group.depth() == 1) {
                assertThat(EarwitnessConfig.reasons()).containsKey(group.last());
            }
        }
    }

    @Test
    void everySettingCanBeGivenByItsVariableAndReadsBackItsOwnDefault() {
        for (Setting setting : SettingShape.settings(EarwitnessConfig.DEFAULTS, SettingPath.ROOT)) {
            if (setting.hasVariable()) {
                String text = SettingText.format(setting.path().last(), setting.standard());
                EarwitnessConfig config =
                        load("", Map.of(setting.path().variable(), text)).config();
                assertThat(config).as(setting.path().variable()).isEqualTo(EarwitnessConfig.DEFAULTS);
            }
        }
    }

    @Test
    void theReferencePageIsAsReviewed() {
        GoldenFile.assertSame("docs/configuration.md", ConfigurationReference.render());
    }

    private Path file() {
        return folder.resolve("earwitness.yaml");
    }

    private LoadedConfiguration load(String yaml, Map<String, String> environment, String... flags) {
        List<String> all = new ArrayList<>(List.of(flags));
        if (!yaml.isEmpty()) {
            write(yaml);
            all.addAll(List.of("--config", file().toString()));
        }
        return options(all.toArray(String[]::new)).load(surroundings(environment));
    }

    private List<String> problems(String yaml, Map<String, String> environment, String... flags) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> load(yaml, environment, flags))
                .problems();
    }

    private void write(String yaml) {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigurationOptions options(String... flags) {
        ConfigurationOptions options = new ConfigurationOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(flags);
        return options;
    }

    private static Surroundings surroundings(Map<String, String> environment) {
        return new Surroundings(environment, new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    }

    private static String origin(LoadedConfiguration loaded, String path) {
        return entry(loaded, path).map(entry -> entry.origin().describe()).orElse("no such entry");
    }

    private static String value(LoadedConfiguration loaded, String path) {
        return entry(loaded, path).map(Entry::value).orElse("no such entry");
    }

    private static Optional<Entry> entry(LoadedConfiguration loaded, String path) {
        return loaded.entries().stream()
                .filter(entry -> entry.path().toString().equals(path))
                .findFirst();
    }
}
