package org.earwitness.app.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.earwitness.app.Main;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchGpuTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everythingButTheCardIsMeasuredOnTheCpuToo() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path json = folder.resolve("figures.json");

        int code = execute(
                "--provider",
                "cpu",
                "--pack",
                pack.toString(),
                "--streams",
                "1,3",
                "--batch",
                "4",
                "--seconds",
                "0.2",
                "--batches",
                "20",
                "--json",
                json.toString());

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith("pack fixture 1.0.0 on cpu, batches of up to 4\n")
                .contains("streams of one segment a second: ", "bare loop of the runtime", "not judged on a CPU")
                .contains("GFLOP a segment", "--peak-teraflops gives it", "resident memory: ")
                .contains("encode.onnx: CPUExecutionProvider ");
        JsonNode figures = new ObjectMapper().readTree(Files.readString(json));
        assertThat(figures.path("streams")).hasSize(2);
        assertThat(figures.path("streams").get(1).path("streams").asInt()).isEqualTo(3);
        assertThat(figures.path("streams").get(1).path("segments_per_second").asDouble())
                .isPositive();
        assertThat(figures.path("share_of_bare_loop").asDouble())
                .isEqualTo(figures.path("best_segments_per_second").asDouble()
                        / figures.path("bare_segments_per_second").asDouble());
        assertThat(figures.path("operations_per_segment").asLong()).isPositive();
        assertThat(figures.path("memory").path("batches").asLong()).isGreaterThanOrEqualTo(10);
        assertThat(figures.has("float16")).isFalse();
    }

    @Test
    void aMachineWithoutACardIsRefusedByTheNameOfWhatIsMissing() {
        Assumptions.assumeTrue(Card.ask(0).isEmpty(), "this machine has a card");
        for (String provider : new String[] {"cuda", "tensorrt"}) {
            int code = execute(
                    "--provider",
                    provider,
                    "--pack",
                    FixturePack.writeTo(folder).toString());

            assertThat(code).isEqualTo(ExitCode.UNUSABLE_INPUT);
            assertThat(err.toString())
                    .contains("provider " + provider + " was asked for, but it lacks", "libcuda.so.1", "NVIDIA driver");
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeAnythingIsOpened() {
        assertThat(execute("--provider", "auto")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("--provider", "cpu", "--streams", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("--provider", "cpu", "--batch", "1000")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("--provider", "cpu", "--seconds", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("what is measured has to be named", "--streams is [0]", "--batch is 1000");
    }

    private int execute(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "bench";
        all[1] = "gpu";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Main.execute(new Surroundings(Map.of(), new PrintWriter(out), new PrintWriter(err)), all);
    }
}
