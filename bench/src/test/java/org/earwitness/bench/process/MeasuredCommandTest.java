package org.earwitness.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuredCommandTest {
    @TempDir
    Path logs;

    @BeforeAll
    static void needsLinux() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "CPU seconds are read from /proc: not Linux");
    }

    @Test
    void whatAGrandchildTakesCountsToo() {
        List<String> command =
                List.of("sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; echo done");

        Measured measured = new MeasuredCommand(logs, Duration.ofMinutes(1)).run("count", command);

        assertThat(measured.cpuSeconds()).isGreaterThan(0.02);
        assertThat(measured.output()).hasContent("done");
    }

    @Test
    void aCommandThatFailsIsNoFigure() {
        assertThatThrownBy(() -> new MeasuredCommand(logs, Duration.ofMinutes(1))
                        .run("fail", List.of("sh", "-c", "echo no such thing >&2; exit 3")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("ended with 3: no such thing");
    }

    @Test
    void aCommandThatDoesNotEndIsEnded() {
        assertThatThrownBy(() -> new MeasuredCommand(logs, Duration.ofMillis(300)).run("wait", List.of("sleep", "30")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("did not end within");
    }
}
