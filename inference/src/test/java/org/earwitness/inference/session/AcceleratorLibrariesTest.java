package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.earwitness.inference.InferenceConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorLibrariesTest {
    private static final Set<OrtProvider> GPU = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT);

    @TempDir
    Path machine;

    @TempDir
    Path runtime;

    private AcceleratorLibraries libraries;

    @BeforeEach
    void look() {
        libraries = new AcceleratorLibraries(new NativeLibraries(List.of(machine)), Optional.of(runtime));
    }

    @Test
    void whatTheProvidersFileNeedsIsReadOffItAndNotAssumed() throws IOException {
        // A runtime that somebody built for CUDA 13 needs other files than ours.
        ElfWriter.write(provider("cuda"), "", List.of("libcublas.so.13", "libcudart.so.13"));
        Files.createFile(machine.resolve("libcudart.so.13"));
        Files.createFile(machine.resolve("libcudnn.so.9"));

        assertThat(libraries.missing(InferenceConfig.Provider.CUDA, GPU)).containsExactly("libcublas.so.13");
    }

    @Test
    void whatALibraryThatIsThereNeedsItselfIsMissedToo() throws IOException {
        ElfWriter.write(provider("cuda"), "", List.of("libcublas.so.12"));
        ElfWriter.write(machine.resolve("libcublas.so.12"), "", List.of("libcublasLt.so.12"));
        Files.createFile(machine.resolve("libcudnn.so.9"));

        assertThat(libraries.missing(InferenceConfig.Provider.CUDA, GPU)).containsExactly("libcublasLt.so.12");
    }

    @Test
    void aLibraryBesideTheOneThatNeedsItIsFoundWhereItsRunPathSays() throws IOException {
        ElfWriter.write(provider("cuda"), "$ORIGIN/cuda:$ORIGIN", List.of("libcublas.so.12"));
        Files.createFile(runtime.resolve("libcublas.so.12"));
        Files.createFile(machine.resolve("libcudnn.so.9"));

        assertThat(libraries.missing(InferenceConfig.Provider.CUDA, GPU)).isEmpty();
    }

    @Test
    void aFolderWithoutTheProviderIsNamed() throws IOException {
        ElfWriter.write(provider("cuda"), "", List.of());
        Files.createFile(machine.resolve("libcudnn.so.9"));

        assertThat(libraries.missing(InferenceConfig.Provider.TENSORRT, GPU))
                .containsExactly(provider("tensorrt") + " (onnxruntime.native.path)");
    }

    @Test
    void theRuntimesRefusalNamesEveryMissingLibraryAndWhatBringsIt() {
        Path file = ElfWriter.write(
                provider("cuda"),
                "",
                List.of("libcublasLt.so.12", "libcuda.so.1", "libnvinfer.so.10", "libcudnn.so.9"));
        String refusal = "Error code - ORT_FAIL - message: provider_bridge_ort.cc:1988 FAIL : Failed to load library "
                + file + " with error: libcublasLt.so.12: cannot open shared object file: No such file or directory\n";

        assertThat(libraries.explain(refusal))
                .startsWith("the linker says: libcublasLt.so.12: cannot open shared object file")
                .contains("It lacks libcublasLt.so.12, libcuda.so.1, libnvinfer.so.10, libcudnn.so.9.")
                .contains("CUDA 12 (package cuda-libraries-12-9, or", "NVIDIA driver, 525", "TensorRT 10", "cuDNN 9")
                .contains(machine.toString());
    }

    @Test
    void aRefusalOfTheDeviceSaysWhatToDoAboutIt() {
        assertThat(libraries.explain(
                        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0"))
                .startsWith("CUDA error 35, CUDA driver version is insufficient")
                .contains("525 or newer");
        assertThat(libraries.explain("CUDA failure 999: unknown error ; GPU=0"))
                .contains("CUDA error 999", "nvidia-smi");
        assertThat(libraries.explain("something else")).startsWith("something else. Check the driver");
    }

    @Test
    void whatIsNoLibraryNeedsNothing() throws IOException {
        Path text = Files.writeString(
                machine.resolve("libtext.so"), "a text that is longer than the header of a library is");
        Path cut = Files.write(machine.resolve("libcut.so"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
        Path whole = ElfWriter.write(machine.resolve("libwhole.so"), "", List.of("libnowhere.so.1"));
        byte[] bytes = Files.readAllBytes(whole);
        Path torn = Files.write(machine.resolve("libtorn.so"), Arrays.copyOf(bytes, bytes.length - 40));

        assertThat(ElfLibrary.read(text)).isEmpty();
        assertThat(ElfLibrary.read(cut)).isEmpty();
        assertThat(ElfLibrary.read(machine.resolve("nowhere.so"))).isEmpty();
        assertThat(ElfLibrary.read(whole).orElseThrow().needed()).containsExactly("libnowhere.so.1");
        assertThat(ElfLibrary.read(torn).map(ElfLibrary::needed).orElse(List.of()))
                .doesNotContain("libnowhere.so.1");
    }

    private Path provider(String name) {
        return runtime.resolve("libonnxruntime_providers_" + name + ".so");
    }
}
