package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code deploy/Dockerfile} is made from, and what it makes. */
final class DockerfileTest {
    private static final Pattern VARIABLE = Pattern.compile(".*\\$.*");
    private static final String HOME = "/opt/earwitness/";

    /** One instruction, line continuations joined, comments left out. */
    private record Instruction(String keyword, List<String> words) {}

    private final List<Instruction> instructions = read();

    @Test
    void everyBaseImageIsPinned() {
        List<String> images = words("FROM").stream()
                .map(words -> words.get(0))
                .filter(image -> !VARIABLE.matcher(image).matches())
                .toList();
        assertThat(images)
                .hasSize(3)
                .allSatisfy(image ->
                        assertThat(ImageReference.parse(image).problem()).isEmpty());
    }

    @Test
    void bothDevicesThatTheBuildTakesHaveAStage() {
        Set<String> stages = Set.copyOf(words("FROM").stream()
                .filter(words -> words.size() == 3)
                .map(words -> words.get(2))
                .toList());
        assertThat(stages).contains("device-cpu", "device-gpu");
        assertThat(words("FROM")).last().isEqualTo(List.of("device-${DEVICE}"));
        assertThat(words("ARG").get(0)).isEqualTo(List.of("DEVICE=cpu"));
    }

    @Test
    void everythingThatIsCopiedIsInTheCheckoutAndNotIgnored() {
        BuildContext context = BuildContext.ofTheCheckout();
        assertThat(copiedFromTheCheckout()).isNotEmpty().allSatisfy(source -> {
            assertThat(Checkout.path(source)).exists();
            assertThat(context.contains(source))
                    .as("%s passes .dockerignore", source)
                    .isTrue();
        });
    }

    @Test
    void everyModuleThatMavenReadsIsCopied() {
        List<String> copied = copiedFromTheCheckout();
        Pattern module = Pattern.compile("<module>([^<]+)</module>");
        assertThat(module.matcher(Checkout.text("pom.xml")).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(copied).containsAnyOf(name, name + "/pom.xml"));
    }

    @Test
    void theProcessIsNotRootAndTheUserIsTheOneOfTheComposeFile() {
        String user = words("USER").get(words("USER").size() - 1).get(0);
        assertThat(user).isEqualTo("10001:10001");
        assertThat(ComposeFile.standard().ours())
                .allSatisfy(service -> assertThat(service.user()).isEqualTo(user));
    }

    @Test
    void entryPointAndHealthCommandAreFilesOfTheImage() {
        String entryPoint = String.join(" ", words("ENTRYPOINT").get(0));
        String health = String.join(" ", words("HEALTHCHECK").get(0));
        assertThat(entryPoint).contains("@" + HOME + "java.options").contains("org.earwitness.app.Main");
        assertThat(health).contains(HOME + "healthy");
        assertThat(copiedFromTheCheckout()).contains("deploy/java.options", "deploy/healthy");
        assertThat(Checkout.path("deploy/healthy")).isExecutable();
        assertThat(Checkout.path("deploy/unpack-natives")).isExecutable();
    }

    @Test
    void javaTakesTheOptionsOfTheImage() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Shell.Outcome outcome = Shell.run(
                List.of(java, "@" + Checkout.path("deploy/java.options"), "-version"), Map.of("JDK_JAVA_OPTIONS", ""));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).doesNotContainIgnoringCase("warning");
    }

    @Test
    void theEntryPointIsAClassOfTheProgram() throws ClassNotFoundException {
        assertThat(Class.forName("org.earwitness.app.Main").getPackageName()).isEqualTo("org.earwitness.app");
    }

    @Test
    void everyVariableOfTheImageIsASetting() {
        assertThat(RealProgram.configuration(environment()).metrics().port()).contains(9464);
        assertThat(environment()).containsKeys("EARWITNESS_METRICS_PORT", "EARWITNESS_METRICS_HOST");
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        words("ENV")
                .forEach(words -> words.forEach(word -> {
                    String[] parts = word.split("=", 2);
                    if (parts[0].startsWith("EARWITNESS_")) {
                        environment.put(parts[0], parts[1]);
                    }
                }));
        return environment;
    }

    private List<String> copiedFromTheCheckout() {
        return words("COPY").stream()
                .filter(words -> !words.get(0).startsWith("--from"))
                .flatMap(words -> words.subList(0, words.size() - 1).stream())
                .toList();
    }

    private List<List<String>> words(String keyword) {
        return instructions.stream()
                .filter(instruction -> instruction.keyword().equals(keyword))
                .map(Instruction::words)
                .toList();
    }

    private static List<Instruction> read() {
        String joined = Checkout.text("deploy/Dockerfile")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .reduce("", (text, line) -> text + line + "\n")
                .replace("\\\n", " ");
        List<Instruction> instructions = new ArrayList<>();
        joined.lines().filter(line -> !line.isBlank()).forEach(line -> {
            List<String> words = List.of(line.strip().split("\\s+"));
            instructions.add(new Instruction(words.get(0), words.subList(1, words.size())));
        });
        return instructions;
    }
}
