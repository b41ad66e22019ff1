package org.earwitness.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start script in a project of its own, with programs that only tell how they were called in place of Java and Maven. */
final class StartScriptTest {
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    private Path folder = Path.of("");

    private Path project = Path.of("");
    private Path jdk = Path.of("");
    private Path tools = Path.of("");

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the start script needs bash");
        assumeTrue(
                NativePlatform.current().here().equals("linux-x86_64"), "the script builds for linux-x86_64 by itself");
        project = Files.createDirectories(folder.resolve("a project"));
        Files.copy(GoldenFile.root().resolve("earwitness"), project.resolve("earwitness"));
        executable(project.resolve("earwitness"));
        for (String room : List.of("schemas", "inference", "ingest", "streaming", "app")) {
            Files.createDirectories(project.resolve(room).resolve("src/main"));
            Files.writeString(project.resolve(room).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        jdk = fakeJdk("jdk", "17.0.15");
        tools = Files.createDirectories(folder.resolve("tools"));
        program(tools.resolve("mvn"), """
                echo "Downloading from central: https://example.org/rocksdbjni-10.1.3.jar"
                echo "[INFO] Building Earwitness schemas 0.1.0 [2/6]"
                mkdir -p app/target/libraries
                touch app/target/libraries/kafka.jar app/target/libraries/earwitness-schemas-1.jar app/target/earwitness-app-1.jar
                echo "maven $*" >> "$CALLS"
                exit ${MAVEN_EXIT:-0}
                """);
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        Ended first = run(Map.of(), "run", "a b.mp4");
        assertThat(first.err())
                .contains("this is the first start")
                .contains("downloading RocksDB (73 MB)")
                .contains("building schemas [2/6]")
                .contains("built in");
        assertThat(first.exitCode()).isEqualTo(7);
        assertThat(first.out())
                .contains("[run]", "[a b.mp4]", "[org.earwitness.app.Main]")
                .contains("[-Xmx1g]");
        assertThat(first.out()).contains("EARWITNESS_HOME=" + project.toRealPath());
        assertThat(first.out())
                .containsPattern("runtime\\.\\d+/earwitness-schemas-1.jar")
                .contains("libraries/kafka.jar");
        assertThat(first.out()).doesNotContain("libraries/earwitness-");

        Ended second = run(Map.of(), "config");
        assertThat(second.err()).isEmpty();
        assertThat(calls()).hasSize(1);
        assertThat(calls().get(0)).contains("-Punchecked -pl app -am package -DskipTests");
    }

    @Test
    void aNewerSourceOrOtherFlagsBuildAgain() throws Exception {
        run(Map.of());
        Path source = project.resolve("streaming/src/main/Topology.java");
        Files.writeString(source, "class Topology {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(Map.of()).err()).contains("sources have changed");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(3600)));
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(run(Map.of()).err()).isEmpty();
        assertThat(run(Map.of("EARWITNESS_MAVEN_OPTIONS", "-Pgpu")).err()).contains("building");
        assertThat(calls()).hasSize(3);
        assertThat(calls().get(2)).endsWith("-Pgpu");
    }

    @Test
    void aFailedBuildIsShownAndTriedAgain() throws Exception {
        Ended failed = run(Map.of("MAVEN_EXIT", "1"));
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("the build failed").contains("build.log");
        assertThat(failed.out()).isEmpty();
        assertThat(run(Map.of()).exitCode()).isEqualTo(7);
    }

    @Test
    void itWorksThroughALinkFromAnotherFolderWithSpacesInThePath() throws Exception {
        Path link = folder.resolve("link here");
        Files.createSymbolicLink(link, project.resolve("earwitness"));
        Ended ended = start(link, Map.of(), folder, "--version");
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(7);
        assertThat(ended.out()).contains("EARWITNESS_HOME=" + project.toRealPath());
    }

    @Test
    void anOldJdkIsPassedOver() throws Exception {
        Path old = fakeJdk("old", "11.0.20");
        Ended ended = run(Map.of("JAVA_HOME", old.toString(), "EARWITNESS_JAVA_OPTIONS", "-Xmx4g -Done=1"));
        assertThat(ended.err()).contains("JAVA_HOME names Java 11; looking for 17 or newer elsewhere");
        assertThat(ended.out()).doesNotContain(old.toString());
    }

    @Test
    void flagsForTheJvmComeAfterTheUsualOnes() throws Exception {
        Ended ended = run(Map.of("EARWITNESS_JAVA_OPTIONS", "-Xmx4g -Done=1"));
        assertThat(ended.out().indexOf("[-Xmx4g]")).isGreaterThan(ended.out().indexOf("[-Xmx1g]"));
        assertThat(ended.out()).contains("[-Done=1]");
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        return start(project.resolve("earwitness"), environment, folder, arguments);
    }

    private Ended start(Path script, Map<String, String> environment, Path from, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(from.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("EARWITNESS_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", tools + ":" + jdk.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("CALLS", folder.resolve("calls.txt").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls.txt"));
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Files.createDirectories(home.resolve("bin"));
        program(home.resolve("bin/javac"), "exit 0\n");
        program(
                home.resolve("bin/java"),
                "printf '[%s]\\n' \"$0\" \"$@\"\necho \"EARWITNESS_HOME=$EARWITNESS_HOME\"\nexit 7\n");
        return home;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + script, StandardCharsets.UTF_8);
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
