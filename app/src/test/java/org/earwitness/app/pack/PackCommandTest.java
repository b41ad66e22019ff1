package org.earwitness.app.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackCommandTest {

    @Test
    void aPackIsDescribedAndHolds(@TempDir Path folder) {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Invocation describe = Invocation.of("pack", "describe", pack.toString());
        assertThat(describe.exitCode()).as(describe.err()).isEqualTo(ExitCode.OK);
        assertThat(describe.out())
                .contains("pack          fixture 1.0.0")
                .contains("labels        3 (red, green, blue) and background")
                .contains("window        10 segments, 0 of them look-ahead")
                .contains("picture       2 frames of 32x32")
                .contains("encode.onnx, ")
                .contains("bytes a segment");
        Invocation verify = Invocation.of("pack", "verify", pack.toString());
        assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.OK);
        assertThat(verify.out()).contains("pack fixture 1.0.0 holds: 2 files");
    }

    @Test
    void aPackWhoseFileWasChangedDoesNotHold(@TempDir Path folder) throws Exception {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Files.write(pack.resolve("encode.onnx"), new byte[] {0}, StandardOpenOption.APPEND);
        Invocation verify = Invocation.of("pack", "verify", pack.toString());
        assertThat(verify.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(verify.err()).contains("does not hold").contains("encode.onnx");
        assertThat(verify.out()).isEmpty();
    }

    @Test
    void aFolderWithoutAPackIsUnusable(@TempDir Path folder) {
        assertThat(Invocation.of("pack", "describe", folder.toString()).exitCode())
                .isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(Invocation.of("pack", "verify", folder.resolve("no").toString())
                        .exitCode())
                .isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(Invocation.of("pack", "verify").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
