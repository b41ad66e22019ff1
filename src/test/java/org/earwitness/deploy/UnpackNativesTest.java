package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/unpack-natives}, run on jars that are laid out as the real ones are. */
final class UnpackNativesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeJars() throws IOException {
        jar(
                "onnxruntime_gpu-1.28.0.jar",
                "ai/onnxruntime/OrtSession.class",
                "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                "ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so",
                "ai/onnxruntime/native/win-x64/onnxruntime.dll");
        jar(
                "rocksdbjni-10.1.3.jar",
                "org/rocksdb/RocksDB.class",
                "librocksdbjni-linux64.so",
                "librocksdbjni-linux64-musl.so",
                "librocksdbjni-win64.dll");
        jar(
                "ffmpeg-8.0.1-1.5.13-linux-x86_64.jar",
                "META-INF/native-image/linux-x86_64/jniavutil/jni-config.json",
                "org/bytedeco/ffmpeg/linux-x86_64/libavcodec.so.62",
                "org/bytedeco/ffmpeg/linux-x86_64/ffmpeg");
        jar(
                "javacpp-1.5.13-linux-x86_64.jar",
                "org/bytedeco/javacpp/properties/linux-x86_64.properties",
                "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so");
    }

    @Test
    void theLibrariesOfThePlatformLieInOneFolder() throws IOException {
        assertThat(unpack().exitCode()).isZero();
        try (Stream<Path> natives = Files.list(folder.resolve("natives"))) {
            assertThat(natives.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "libonnxruntime.so",
                            "libonnxruntime_providers_cuda.so",
                            "librocksdbjni-linux64.so",
                            "libavcodec.so.62",
                            "libjnijavacpp.so");
        }
        assertThat(folder.resolve("natives/libavcodec.so.62")).hasContent("libavcodec.so.62");
    }

    @Test
    void jarsKeepTheirClassesAndLoseEveryNative() throws IOException {
        assertThat(unpack().exitCode()).isZero();
        assertThat(entries("onnxruntime_gpu-1.28.0.jar")).containsExactly("ai/onnxruntime/OrtSession.class");
        assertThat(entries("rocksdbjni-10.1.3.jar")).containsExactly("org/rocksdb/RocksDB.class");
        assertThat(entries("javacpp-1.5.13-linux-x86_64.jar"))
                .containsExactly("org/bytedeco/javacpp/properties/linux-x86_64.properties");
    }

    @Test
    void aMissingJarIsAnErrorThatNamesIt() throws IOException {
        Files.delete(folder.resolve("libraries/rocksdbjni-10.1.3.jar"));
        Shell.Outcome outcome = unpack();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("no rocksdbjni-*.jar");
    }

    private Shell.Outcome unpack() {
        return Shell.run(
                List.of(
                        Checkout.path("deploy/unpack-natives").toString(),
                        folder.resolve("libraries").toString(),
                        folder.resolve("natives").toString()),
                Map.of("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/local/bin:/usr/bin:/bin"));
    }

    private void jar(String name, String... entries) throws IOException {
        Path libraries = Files.createDirectories(folder.resolve("libraries"));
        try (OutputStream file = Files.newOutputStream(libraries.resolve(name));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            for (String entry : entries) {
                jar.putNextEntry(new ZipEntry(entry));
                jar.write(entry.substring(entry.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
    }

    private List<String> entries(String jar) throws IOException {
        try (ZipFile file = new ZipFile(folder.resolve("libraries").resolve(jar).toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }
}
