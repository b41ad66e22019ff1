package org.earwitness.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.earwitness.app.GoldenFile;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TortureCommandTest {
    private static final String BEGIN = "<!-- faults: generated, held by a test -->\n";
    private static final String END = "<!-- /faults -->";

    @TempDir
    Path folder;

    @Test
    void theListNamesEveryFaultOnce() {
        Invocation listed = Invocation.of("torture", "--list");

        assertThat(listed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(listed.out().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactlyElementsOf(
                        Arrays.stream(Fault.values()).map(Fault::word).toList());
    }

    @Test
    void theTableOfTheDocumentIsThatOfTheCode() throws IOException {
        Path page = GoldenFile.root().resolve("docs/torture.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, text.substring(0, begin) + FaultTable.markdown() + text.substring(end));
            return;
        }

        assertThat(text.substring(begin, end))
                .as("rewrite it with -Dgolden.update=true if the change is meant")
                .isEqualTo(FaultTable.markdown());
    }

    @Test
    void everyFaultHasADoorOfItsOwn() {
        Media media = new Media("ts", new byte[10]);
        try (FaultyServers servers =
                FaultyServers.start(media, Optional.empty(), InetAddress.getLoopbackAddress(), 0, Clock.systemUTC())) {
            List<FaultyServers.Door> doors = servers.doors();

            assertThat(doors.stream().map(FaultyServers.Door::fault).distinct()).hasSize(Fault.values().length);
            assertThat(new HashSet<>(doors.stream().map(FaultyServers.Door::url).toList()))
                    .hasSameSizeAs(doors);
            assertThat(doors.get(0).url())
                    .isEqualTo("http://127.0.0.1:" + doors.get(0).server().port() + "/camera.ts");
            assertThat(FaultTable.json(doors.get(0)))
                    .startsWith("{\"fault\":\"none\",\"url\":\"http://127.0.0.1:")
                    .contains("\"within_seconds\":5");
            assertThat(FaultTable.line(doors.get(1)))
                    .startsWith("silence/http ")
                    .endsWith("(5 s)");
        }
    }

    @Test
    void wrongArgumentsAreRefusedInWords() throws IOException {
        assertThat(Invocation.of("torture", "--upstream", "rtsp://10.0.0.7/main")
                        .err())
                .contains("--upstream rtsp://10.0.0.7/main is not HOST:PORT");
        assertThat(Invocation.of("torture", "--port-base", "65530").err())
                .contains("--port-base is 65530", "Use 18600");
        assertThat(Invocation.of("torture", "--after", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        Path missing = folder.resolve("missing.mp4");
        assertThat(Invocation.of("torture", "--media", missing.toString()).exitCode())
                .isEqualTo(ExitCode.UNUSABLE_INPUT);
        Path media = Files.write(folder.resolve("a.mp4"), new byte[] {1});
        assertThat(Invocation.of("torture", "--media", media.toString(), "--host", "no such host")
                        .err())
                .contains("--host no such host");
    }
}
