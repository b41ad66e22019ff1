package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.ProviderRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionProviderTest {
    private static final Set<OrtProvider> CPU_JAR = EnumSet.of(OrtProvider.CPU);
    private static final Set<OrtProvider> GPU_JAR =
            EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT);

    @TempDir
    Path folder;

    @Test
    void cudaWithTheCpuJarIsRefusedAndNamesTheProfile() {
        assertThatThrownBy(() -> choose(InferenceConfig.Provider.CUDA, CPU_JAR))
                .isInstanceOf(ProviderRefused.class)
                .hasMessageContainingAll(
                        "provider cuda", "libonnxruntime_providers_cuda.so", "profile gpu", "provider cpu");
    }

    @Test
    void theRuntimeOfThisBuildRefusesWhatItsMachineLacks() {
        // Whatever jar and machine run this test: without a driver there is no CUDA.
        if (NativeLibraries.ofThisMachine().find("libcuda.so.1").isEmpty()) {
            assertThatThrownBy(() -> ExecutionProvider.choose(
                            config(InferenceConfig.Provider.CUDA),
                            OrtEnvironment.getAvailableProviders(),
                            AcceleratorLibraries.ofThisMachine()))
                    .isInstanceOf(ProviderRefused.class)
                    .hasMessageContaining("libcuda.so.1");
        }
    }

    @Test
    void cudaWithoutItsLibrariesIsRefusedAndNamesEachThatIsMissing() throws IOException {
        for (String library : AcceleratorLibraries.CUDA) {
            if (!library.startsWith("libcublasLt")) {
                Files.createFile(folder.resolve(library));
            }
        }

        assertThatThrownBy(() -> choose(InferenceConfig.Provider.CUDA, GPU_JAR))
                .isInstanceOf(ProviderRefused.class)
                .hasMessageStartingWith(
                        "provider cuda was asked for, but it lacks libcublasLt.so.12. Install the libraries"
                                + " of CUDA 12")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void tensorrtNeedsItsOwnLibrariesToo() throws IOException {
        for (String library : AcceleratorLibraries.CUDA) {
            Files.createFile(folder.resolve(library));
        }

        assertThatThrownBy(() -> choose(InferenceConfig.Provider.TENSORRT, GPU_JAR))
                .isInstanceOf(ProviderRefused.class)
                .hasMessageContaining("it lacks libnvinfer.so.10, libnvonnxparser.so.10.");
    }

    @Test
    void autoTakesTheCpuAndSaysWhatIsMissing() {
        ExecutionProvider provider = choose(InferenceConfig.Provider.AUTO, CPU_JAR);

        assertThat(provider.provider()).isEqualTo(InferenceConfig.Provider.CPU);
        assertThat(provider.reason()).startsWith("auto took cpu: cuda lacks libonnxruntime_providers_cuda.so");
        assertThat(provider.gathers()).isFalse();
    }

    @Test
    void autoTakesCudaWhereAllOfItIsThereAndFallsBackWhenItDoesNotStart() throws IOException {
        for (String library : AcceleratorLibraries.CUDA) {
            Files.createFile(folder.resolve(library));
        }

        ExecutionProvider provider = choose(InferenceConfig.Provider.AUTO, GPU_JAR);
        assertThat(provider.provider()).isEqualTo(InferenceConfig.Provider.CUDA);
        assertThat(provider.gathers()).isTrue();

        ExecutionProvider fallenBack = provider.fallBack(new ProviderRefused("no device 0"));
        assertThat(fallenBack.provider()).isEqualTo(InferenceConfig.Provider.CPU);
        assertThat(fallenBack.reason()).isEqualTo("auto took cpu: no device 0");
    }

    @Test
    void theLinkersConfigurationIsRead() throws IOException {
        Files.writeString(folder.resolve("cuda.conf"), "# where it is\n/opt/cuda/lib64\n\n/opt/cudnn/lib\n");
        Files.writeString(folder.resolve("other.txt"), "/opt/other\n");

        assertThat(NativeLibraries.configured(folder))
                .containsExactly(Path.of("/opt/cuda/lib64"), Path.of("/opt/cudnn/lib"));
        assertThat(NativeLibraries.configured(folder.resolve("nowhere"))).isEmpty();
    }

    private ExecutionProvider choose(InferenceConfig.Provider asked, Set<OrtProvider> offered) {
        NativeLibraries libraries = new NativeLibraries(List.of(folder));
        return ExecutionProvider.choose(config(asked), offered, new AcceleratorLibraries(libraries, Optional.empty()));
    }

    private static InferenceConfig config(InferenceConfig.Provider provider) {
        return new InferenceConfig(provider, 0, 0, 8, List.of(), 2, 5_000, false, Optional.empty());
    }
}
