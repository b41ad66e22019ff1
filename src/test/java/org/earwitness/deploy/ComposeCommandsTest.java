package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.configuration.InvalidConfiguration;
import org.earwitness.inference.InferenceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command and every variable of the compose file, put before the program that will get it. */
final class ComposeCommandsTest {

    static List<ComposeService> ours() {
        return ComposeFile.standard().ours();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void theProgramTakesTheCommand(ComposeService service) {
        CommandLine.ParseResult parsed = RealProgram.parse(service.command());
        assertThat(parsed.hasSubcommand()).isTrue();
        assertThat(parsed.errors()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void theProgramTakesEveryVariable(ComposeService service) {
        EarwitnessConfig config = RealProgram.configuration(service.environment());
        assertThat(config.kafka().bootstrapServers()).contains("kafka:19092");
        assertThat(config.schemaRegistry().url()).contains(URI.create("http://registry:8080/apis/ccompat/v7"));
        assertThat(config.topics().partitions()).isEqualTo(8);
        assertThat(config.metrics().host()).isEqualTo("0.0.0.0");
        assertThat(config.metrics().port()).contains(9464);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void everyVariableIsOneOfOurs(ComposeService service) {
        assertThat(service.environment().keySet())
                .allSatisfy(name -> assertThat(name).startsWith("EARWITNESS_"));
    }

    @Test
    void commandsThatTheProgramDoesNotKnowAreRefusedByThisTestToo() {
        List<String> mistyped =
                new ArrayList<>(ComposeFile.standard().service("localizer").command());
        mistyped.add("--pakc");
        assertThatThrownBy(() -> RealProgram.parse(mistyped)).isInstanceOf(CommandLine.ParameterException.class);
        assertThatThrownBy(() -> RealProgram.configuration(Map.of("EARWITNESS_TOPICS_PARTITION", "8")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("EARWITNESS_TOPICS_PARTITIONS");
    }

    @Test
    void theGpuLocalizerAsksForCudaAndFillsItsBatchesWithItsThreads() {
        EarwitnessConfig config = RealProgram.configuration(
                ComposeFile.standard().service("localizer-gpu").environment());
        assertThat(config.inference().provider()).isEqualTo(InferenceConfig.Provider.CUDA);
        assertThat(config.streaming().threads()).isEqualTo(config.inference().batchSize());
    }

    @Test
    void morePartitionsReachTopicsThreadsAndBatch() {
        ComposeFile file = ComposeFile.of(Checkout.text("docker-compose.yml"), Map.of("PARTITIONS", "32"));
        EarwitnessConfig config =
                RealProgram.configuration(file.service("localizer-gpu").environment());
        assertThat(config.topics().partitions()).isEqualTo(32);
        assertThat(config.streaming().threads()).isEqualTo(32);
        assertThat(config.inference().batchSize()).isEqualTo(32);
    }

    @Test
    void thePageListensWhereItsPortIsPublished() {
        ComposeService page = ComposeFile.standard().service("page");
        String inside = page.ports().get(0).split(":", -1)[2];
        assertThat(page.command()).containsSequence("--port", inside).containsSequence("--host", "0.0.0.0");
    }

    @Test
    void theRegistryIsReachedWhereItListens() {
        ComposeFile file = ComposeFile.standard();
        String port = file.service("registry").environment().get("QUARKUS_HTTP_PORT");
        assertThat(file.ours())
                .allSatisfy(service -> assertThat(service.environment().get("EARWITNESS_SCHEMA_REGISTRY_URL"))
                        .startsWith("http://registry:" + port + "/"));
    }
}
