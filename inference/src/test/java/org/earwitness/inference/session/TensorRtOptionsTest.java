package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.ProviderRefused;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.pack.GraphSignature;
import org.earwitness.inference.pack.GraphSignature.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorRtOptionsTest {
    @TempDir
    Path folder;

    @Test
    void enginesAreBuiltForTheBucketsAndKept() {
        assertThat(TensorRtOptions.of(config(true, Optional.of(Path.of("/var/cache/engines"))), signature()))
                .containsEntry("trt_fp16_enable", "1")
                .containsEntry("trt_profile_min_shapes", "frames:8x4x224x224x3,visual_mask:8")
                .containsEntry("trt_profile_max_shapes", "frames:64x4x224x224x3,visual_mask:64")
                .containsEntry("trt_profile_opt_shapes", "frames:64x4x224x224x3,visual_mask:64")
                .containsEntry("trt_engine_cache_enable", "1")
                .containsEntry("trt_engine_cache_path", "/var/cache/engines")
                .containsEntry("trt_timing_cache_path", "/var/cache/engines");
    }

    @Test
    void withoutAFolderNothingIsKept() {
        assertThat(TensorRtOptions.of(config(false, Optional.empty()), signature()))
                .containsEntry("trt_fp16_enable", "0")
                .doesNotContainKey("trt_engine_cache_enable");
    }

    @Test
    void theFolderIsMadeAndOneThatCannotBeIsRefusedByTheNameOfItsSetting() throws IOException {
        TensorRtOptions.prepare(Optional.of(folder.resolve("a/b")));
        assertThat(folder.resolve("a/b")).isDirectory();

        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TensorRtOptions.prepare(Optional.of(file.resolve("engines"))))
                .isInstanceOf(ProviderRefused.class)
                .hasMessageStartingWith("inference.engineCache is " + file.resolve("engines"));
    }

    private static InferenceConfig config(boolean float16, Optional<Path> cache) {
        return new InferenceConfig(InferenceConfig.Provider.TENSORRT, 0, 0, 64, List.of(8), 2, 5_000, float16, cache);
    }

    private static GraphSignature signature() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("frames", new Tensor(TensorType.UINT8, List.of(-1L, 4L, 224L, 224L, 3L)));
        inputs.put("visual_mask", new Tensor(TensorType.FLOAT32, List.of(-1L)));
        return new GraphSignature(inputs, Map.of(), Map.of());
    }
}
