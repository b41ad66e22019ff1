package org.earwitness.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFilesTest {
    private static final String JAAS = "sasl.jaas.config";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aReferenceStandsForTheTextOfItsFileWithoutTheLastLineBreak() throws IOException {
        Path file = Files.writeString(folder.resolve("store"), "a b\n");

        assertThat(config(Map.of("ssl.truststore.password", "${file:" + file + "}"))
                        .forAdmin())
                .containsEntry("ssl.truststore.password", "a b");
        assertThat(config(Map.of("producer.ssl.key.password", "${file:" + file + "}"))
                        .forStreams())
                .containsEntry("producer.ssl.key.password", "a b");
    }

    @Test
    void aPasswordWithQuotesIsTheSameForKafkasLogin() throws IOException {
        String password = "pa\"ss\\wo'rd$1";
        Path file = Files.writeString(folder.resolve("login"), password);
        Object jaas = config(Map.of(
                        JAAS,
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"me\" password=\"${file:"
                                + file + "}\";"))
                .forConsumer()
                .get(JAAS);

        var entries = JaasContext.loadClientContext(Map.of(JAAS, new Password(String.valueOf(jaas))))
                .configurationEntries();
        assertThat(entries.get(0).getOptions()).isEqualTo(Map.of("username", "me", "password", password));
    }

    @Test
    void aFileThatHoldsTheWholeLoginIsTakenAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("jaas"), "Module required password=\"a\\\\b\";\n");

        assertThat(config(Map.of(JAAS, "${file:" + file + "}")).forAdmin())
                .containsEntry(JAAS, "Module required password=\"a\\\\b\";");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithTheSettingThatWantsIt() {
        KafkaConfig config = config(Map.of("ssl.keystore.password", "${file:" + folder.resolve("gone") + "}"));

        assertThatThrownBy(config::forProducer)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("kafka.ssl.keystore.password refers to " + folder.resolve("gone"));
    }

    @Test
    void kafkasOwnProvidersAreLeftToKafka() {
        assertThat(config(Map.of("config.providers", "file", "sasl.jaas.config", "${file:/x:login}"))
                        .forAdmin())
                .containsEntry("sasl.jaas.config", "${file:/x:login}");
    }

    @Test
    void whatIsListedIsTheReferenceAndNeverTheSecret() throws IOException {
        Path file = Files.writeString(folder.resolve("store"), "hush");
        List<LoadedConfiguration.Entry> entries = new ConfigurationLoader()
                .load(
                        Optional.empty(),
                        Map.of(
                                "EARWITNESS_KAFKA_SSL_TRUSTSTORE_PASSWORD", "${file:" + file + "}",
                                "EARWITNESS_KAFKA_SASL_JAAS_CONFIG",
                                        "Module required password=\"${file:" + file + "}\";"),
                        List.of())
                .entries();

        assertThat(shown(entries, "kafka.ssl.truststore.password")).isEqualTo("${file:" + file + "}");
        assertThat(shown(entries, "kafka.sasl.jaas.config")).isEqualTo(Secrets.HIDDEN);
    }

    private static String shown(List<LoadedConfiguration.Entry> entries, String path) {
        return entries.stream()
                .filter(entry -> entry.path().toString().equals(path))
                .map(LoadedConfiguration.Entry::value)
                .findFirst()
                .orElse("not listed");
    }

    private static KafkaConfig config(Map<String, String> properties) {
        return new KafkaConfig(Optional.of("kafka:9092"), properties);
    }
}
