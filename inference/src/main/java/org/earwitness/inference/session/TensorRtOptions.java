package org.earwitness.inference.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.ProviderRefused;
import org.earwitness.inference.pack.GraphSignature;

/** How TensorRT builds its engines: for exactly the buckets that will be run, kept in a folder so that a restart is quick. */
final class TensorRtOptions {
    private TensorRtOptions() {}

    /**
     * The provider's options, in its own words.
     *
     * @param config precision, cache and buckets
     * @param signature border of the graph; its batch is the only dimension that is not fixed
     */
    static Map<String, String> of(InferenceConfig config, GraphSignature signature) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("trt_fp16_enable", config.float16() ? "1" : "0");
        List<Integer> buckets = config.allBuckets();
        // Without a profile an engine is built for the first shape it meets, and again for the next.
        options.put("trt_profile_min_shapes", shapes(signature, buckets.get(0)));
        options.put("trt_profile_opt_shapes", shapes(signature, buckets.get(buckets.size() - 1)));
        options.put("trt_profile_max_shapes", shapes(signature, buckets.get(buckets.size() - 1)));
        config.engineCache().ifPresent(folder -> {
            options.put("trt_engine_cache_enable", "1");
            options.put("trt_engine_cache_path", folder.toString());
            options.put("trt_timing_cache_enable", "1");
            options.put("trt_timing_cache_path", folder.toString());
        });
        return options;
    }

    /** Makes sure that engines can be kept where they should be. */
    static void prepare(Optional<Path> cache) {
        if (cache.isPresent()) {
            try {
                Files.createDirectories(cache.get());
            } catch (IOException e) {
                throw new ProviderRefused(
                        "inference.engineCache is " + cache.get() + ", and that folder cannot be made: "
                                + e.getMessage() + ". Name one that can be written, or none.",
                        e);
            }
        }
    }

    static void put(OrtTensorRTProviderOptions provider, Map<String, String> options) throws OrtException {
        for (var option : options.entrySet()) {
            provider.add(option.getKey(), option.getValue());
        }
    }

    /** As TensorRT writes shapes: {@code frames:8x4x224x224x3,waveform:8x16000}. */
    private static String shapes(GraphSignature signature, int rows) {
        return signature.inputs().entrySet().stream()
                .map(input -> input.getKey() + ":"
                        + LongStream.concat(
                                        LongStream.of(rows),
                                        input.getValue().shape().stream()
                                                .skip(1)
                                                .mapToLong(Long::longValue))
                                .mapToObj(Long::toString)
                                .collect(Collectors.joining("x")))
                .collect(Collectors.joining(","));
    }
}
