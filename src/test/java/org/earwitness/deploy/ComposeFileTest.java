package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every service of {@code docker-compose.yml}. */
final class ComposeFileTest {
    private static final Pattern ROOT_USER = Pattern.compile("|root|0|(root|0):.*");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    static List<ComposeService> services() {
        return ComposeFile.standard().services();
    }

    static List<ComposeService> ours() {
        return ComposeFile.standard().ours();
    }

    @Test
    void brokerRegistryTopicsIngestLocalizersAndPageAreThere() {
        assertThat(services())
                .extracting(ComposeService::name)
                .containsExactly("kafka", "registry", "topics", "ingest", "localizer", "localizer-gpu", "page");
        assertThat(ComposeFile.standard().service("localizer-gpu").profiles()).containsExactly("gpu");
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyImageIsPinned(ComposeService service) {
        assertThat(ImageReference.parse(service.image()).problem()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void ourImagesCarryTheVersionOfTheProject(ComposeService service) {
        var version = VERSION.matcher(Checkout.text("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(service.image()).startsWith("earwitness:" + version.group(1));
        assertThat(service.image().endsWith("-gpu"))
                .isEqualTo(service.profiles().contains("gpu"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void nobodyRunsAsRootOrGainsRights(ComposeService service) {
        assertThat(service.user()).doesNotMatch(ROOT_USER);
        assertThat(service.node().path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(service.node().path("security_opt").toString()).contains("no-new-privileges:true");
        assertThat(service.node().path("privileged").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void ourContainersHaveAReadOnlyRootAndTimeToEndInOrder(ComposeService service) {
        assertThat(service.node().path("read_only").asBoolean()).isTrue();
        assertThat(service.node().path("tmpfs").toString()).contains("/tmp:exec");
        assertThat(service.node().path("stop_grace_period").asText()).isEqualTo("30s");
    }

    @ParameterizedTest
    @MethodSource("services")
    void portsArePublishedOnLoopbackOnly(ComposeService service) {
        assertThat(service.ports()).allSatisfy(port -> assertThat(port).matches("127\\.0\\.0\\.1:\\d+:\\d+"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void memoryProcessorsAndLogsHaveALimit(ComposeService service) {
        var limits = service.node().path("deploy").path("resources").path("limits");
        assertThat(limits.path("memory").asText()).matches("\\d+[MG]");
        assertThat(limits.path("cpus").asText()).matches("\\d+");
        assertThat(service.node()
                        .path("logging")
                        .path("options")
                        .path("max-size")
                        .asText())
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatAServiceWaitsForCanHappen(ComposeService service) {
        service.dependencies().forEach((name, condition) -> {
            ComposeService awaited = ComposeFile.standard().service(name);
            assertThat(awaited.profiles())
                    .as("%s is started with %s", name, service)
                    .isEmpty();
            switch (condition) {
                case "service_healthy" ->
                    assertThat(awaited.healthCommand()).as("health of %s", name).isPresent();
                case "service_completed_successfully" ->
                    assertThat(awaited.node().path("restart").asText()).startsWith("on-failure:");
                default ->
                    throw new AssertionError(service + " waits for " + name + " in an unknown way: " + condition);
            }
        });
    }

    @Test
    void whatReadsOrWritesTopicsWaitsUntilTheyAreMade() {
        assertThat(ours().stream().filter(service -> !service.name().equals("topics")))
                .isNotEmpty()
                .allSatisfy(service ->
                        assertThat(service.dependencies()).containsEntry("topics", "service_completed_successfully"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void mountedFoldersAndNamedVolumesAreThere(ComposeService service) {
        assertThat(service.volumes()).allSatisfy(volume -> {
            String source = volume.split(":", -1)[0];
            if (source.startsWith("./")) {
                assertThat(Checkout.path(source)).isDirectory();
                assertThat(volume).endsWith(":ro");
            } else if (!source.startsWith("/")) {
                assertThat(ComposeFile.standard().namedVolumes()).contains(source);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("ours")
    void ourImagesAreBuiltFromAFileThatIsThere(ComposeService service) {
        var build = service.node().path("build");
        assertThat(Checkout.path(build.path("context").asText())
                        .resolve(build.path("dockerfile").asText()))
                .isRegularFile();
    }

    @Test
    void everySampleThatIngestPlaysShips() {
        assertThat(ComposeFile.standard().service("ingest").command())
                .filteredOn(word -> word.startsWith("/media/"))
                .isNotEmpty()
                .allSatisfy(media -> assertThat(Checkout.path("samples").resolve(media.substring("/media/".length())))
                        .isRegularFile());
    }

    @Test
    void mediaOfTheUserReplaceTheSamples() {
        ComposeFile file = ComposeFile.of(
                Checkout.text("docker-compose.yml"),
                Map.of(
                        "MEDIA_FOLDER",
                        "/clips",
                        "MEDIA",
                        "/media/a.mp4 '/media/b c.mkv'",
                        "INGEST_FLAGS",
                        "--real-time"));
        ComposeService ingest = file.service("ingest");
        assertThat(ingest.command()).containsExactly("ingest", "--real-time", "/media/a.mp4", "/media/b c.mkv");
        assertThat(ingest.volumes()).containsExactly("/clips:/media:ro");
    }

    @Test
    void noSecretIsInTheFile() {
        assertThat(Checkout.text("docker-compose.yml"))
                .doesNotContainPattern("(?i)(password|secret|token)\\s*[:=]\\s*\\S");
    }

    @Test
    void dockerComposeItselfTakesTheFile() {
        assumeThat(Shell.run("docker compose version").exitCode())
                .as("skipped: there is no `docker compose` on this machine")
                .isZero();
        Shell.Outcome outcome = Shell.run("docker compose --profile gpu --file docker-compose.yml config --quiet");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
