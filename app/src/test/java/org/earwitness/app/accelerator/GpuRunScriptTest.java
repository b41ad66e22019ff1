package org.earwitness.app.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/gpu/run} on a machine that has nothing: an empty environment, and a Java that only says how it was called. */
class GpuRunScriptTest {
    private static final String PROVIDER = "libonnxruntime_providers_cuda.so";

    @TempDir
    Path machine;

    private Path bundle;

    @BeforeEach
    void copy() throws IOException {
        bundle = Files.createDirectories(machine.resolve("bundle"));
        executable(
                bundle.resolve("run"),
                Files.readString(Path.of(System.getProperty("earwitness.root", ".."), "deploy/gpu/run")));
    }

    @Test
    void theScriptAloneSaysWhereABundleComesFrom() throws Exception {
        Answer answer = run(Map.of());

        assertThat(answer.code()).isEqualTo(69);
        assertThat(answer.text()).contains("there are no libraries beside this script", "deploy/gpu/bundle");
    }

    @Test
    void withoutTheFileThatIsTooLargeToBringItIsNamedWithWhereItComesFrom() throws Exception {
        fill();

        Answer answer = run(Map.of());

        assertThat(answer.code()).isEqualTo(69);
        assertThat(answer.text())
                .contains(PROVIDER + " of ONNX Runtime 1.2.3 is not on this machine")
                .contains("wheel onnxruntime-gpu==1.2.3", "EARWITNESS_CUDA_PROVIDER=");
    }

    @Test
    void aProviderThatIsNotWhereItWasNamedIsRefused() throws Exception {
        fill();

        Answer answer = run(
                Map.of("EARWITNESS_CUDA_PROVIDER", machine.resolve("nowhere").toString()));

        assertThat(answer.code()).isEqualTo(69);
        assertThat(answer.text()).contains("EARWITNESS_CUDA_PROVIDER is " + machine.resolve("nowhere"));
    }

    @Test
    void withItTheRuntimeFindsBothAndCudaIsMeasured() throws Exception {
        fill();
        Path provider = Files.createFile(machine.resolve(PROVIDER));

        Answer answer = run(Map.of("EARWITNESS_CUDA_PROVIDER", provider.toString()), "--seconds", "1");

        assertThat(answer.text())
                .contains("provider " + provider.toRealPath())
                .contains("bench gpu --pack " + bundle.toRealPath() + "/models/starter --provider cuda")
                .contains("--json figures-cuda.json --seconds 1")
                .contains("beside each other: " + PROVIDER + " libonnxruntime.so");
        assertThat(answer.code()).isZero();
    }

    @Test
    void theCpuNeedsNoProvider() throws Exception {
        fill();

        Answer answer = run(Map.of(), "--provider", "cpu");

        assertThat(answer.code()).isZero();
        assertThat(answer.text())
                .contains("--json figures-cpu.json --provider cpu")
                .doesNotContain("provider /");
    }

    private void fill() throws IOException {
        Files.createDirectories(bundle.resolve("libraries"));
        Files.createFile(Files.createDirectories(bundle.resolve("natives")).resolve("libonnxruntime.so"));
        Files.writeString(bundle.resolve("VERSION"), "1.2.3\n");
        executable(Files.createDirectories(bundle.resolve("runtime/bin")).resolve("java"), """
                #!/bin/bash
                echo "$@"
                for word; do
                  case $word in
                    -Donnxruntime.native.path=*) echo "beside each other: $(ls "${word#*=}" | sort -r | paste -sd' ')" ;;
                  esac
                done
                """);
    }

    private Answer run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/bin/bash", bundle.resolve("run").toString()));
        command.addAll(List.of(arguments));
        Path output = machine.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(machine.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        // No Python, whose packages this machine may have: only what every system has.
        Path tools = Files.createDirectories(machine.resolve("tools"));
        for (String tool :
                List.of("cat", "dirname", "readlink", "mktemp", "mkdir", "ln", "rm", "paste", "ls", "sort", "grep")) {
            Path program = tools.resolve(tool);
            if (Files.notExists(program)) {
                executable(program, "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
            }
        }
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the script ends").isTrue();
        return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static Path find(String tool) {
        return List.of("/usr/bin/", "/bin/").stream()
                .map(folder -> Path.of(folder + tool))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + tool + " on this machine"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Answer(int code, String text) {}
}
