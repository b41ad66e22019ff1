package org.earwitness.inference.session;

import ai.onnxruntime.OrtProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earwitness.inference.InferenceConfig;

/**
 * What the provider of an accelerator needs of a machine, which of it is missing, and what brings it. Where the runtime's files
 * lie in a folder they are read; those inside a jar are known by heart, because unpacking 620 MB to look takes seconds.
 *
 * @param libraries what the machine has
 * @param runtime folder of the runtime's native files; empty when they come out of its jar
 */
record AcceleratorLibraries(NativeLibraries libraries, Optional<Path> runtime) {
    /** The setting of the runtime that names the folder of its native files. */
    static final String RUNTIME_FOLDER = "onnxruntime.native.path";

    /** Needed by libonnxruntime_providers_cuda.so of onnxruntime_gpu 1.28.0; cuDNN is opened by it later, at the first use. */
    static final List<String> CUDA = List.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcurand.so.10",
            "libcudnn.so.9");

    static final List<String> TENSORRT = Stream.concat(
                    CUDA.stream(), Stream.of("libnvinfer.so.10", "libnvonnxparser.so.10"))
            .toList();

    private static final String CUDNN = "libcudnn.so.9";
    private static final Pattern NOT_LOADED = Pattern.compile("Failed to load library (\\S+) with error: ([^\\n]*)");
    private static final Pattern DEVICE_REFUSAL = Pattern.compile("CUDA failure (\\d+): ([^;\\n]*)");
    private static final Map<String, String> DEVICE_ADVICE = Map.of(
            "2", "The device has no memory left: stop what else runs on it, or lower inference.batchSize",
            "35", "The NVIDIA driver is older than CUDA 12 needs: install version 525 or newer",
            "100", "The driver sees no device: check nvidia-smi, and --gpus where this is a container",
            "101", "There is no device with this index: nvidia-smi lists them; set inference.device",
            "209", "The runtime has no code for this device's architecture");

    /** Those of this machine, with the runtime as it was told to be found. */
    static AcceleratorLibraries ofThisMachine() {
        return new AcceleratorLibraries(
                NativeLibraries.ofThisMachine(),
                Optional.ofNullable(System.getProperty(RUNTIME_FOLDER)).map(Path::of));
    }

    /**
     * Everything that is not there.
     *
     * @param offered what the runtime says it has; it says nothing about the machine
     */
    List<String> missing(InferenceConfig.Provider wanted, Set<OrtProvider> offered) {
        List<String> files =
                wanted == InferenceConfig.Provider.TENSORRT ? List.of("cuda", "tensorrt") : List.of("cuda");
        boolean isOffered = offered.contains(
                wanted == InferenceConfig.Provider.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA);
        Set<String> missing = new LinkedHashSet<>();
        if (!isOffered) {
            missing.add(file(wanted.name().toLowerCase(Locale.ROOT)) + " (jar onnxruntime_gpu)");
        }
        if (runtime.isEmpty() || !isOffered) {
            missing.addAll(libraries.missing(wanted == InferenceConfig.Provider.TENSORRT ? TENSORRT : CUDA));
            return List.copyOf(missing);
        }
        for (String provider : files) {
            Path file = runtime.get().resolve(file(provider));
            if (Files.exists(file)) {
                missing.addAll(libraries.missingFor(file));
            } else {
                missing.add(file + " (" + RUNTIME_FOLDER + ")");
            }
        }
        missing.addAll(libraries.missing(List.of(CUDNN)));
        return List.copyOf(missing);
    }

    /** What brings the missing ones, in a sentence or more. */
    String advice(List<String> missing) {
        Set<String> steps = new LinkedHashSet<>();
        missing.forEach(library -> steps.add(source(library)));
        String searched = libraries.folders().stream().map(Object::toString).collect(Collectors.joining(", "));
        return "Install " + String.join("; ", steps) + ". The linker looks in LD_LIBRARY_PATH and in " + searched
                + ". Or use provider cpu.";
    }

    /** What the runtime's refusal means: the libraries that are missing, all of them, or what is wrong with the device. */
    String explain(String message) {
        Matcher loading = NOT_LOADED.matcher(message);
        if (loading.find()) {
            List<String> missing = libraries.missingFor(Path.of(loading.group(1)));
            String all = missing.isEmpty() ? "" : ". It lacks " + String.join(", ", missing) + ". " + advice(missing);
            return "the linker says: " + loading.group(2).strip() + all;
        }
        Matcher device = DEVICE_REFUSAL.matcher(message);
        if (device.find()) {
            String advice = Optional.ofNullable(DEVICE_ADVICE.get(device.group(1)))
                    .orElse("Check the driver (nvidia-smi) and that the device is free");
            return "CUDA error " + device.group(1) + ", " + device.group(2).strip() + ". " + advice
                    + ", or use provider cpu.";
        }
        return message.strip() + ". Check the driver (nvidia-smi) and that the device is free, or use provider cpu.";
    }

    private static String source(String library) {
        if (library.contains("libonnxruntime")) {
            return "the GPU runtime: build with the Maven profile gpu (mvn -Pgpu), or name the folder of its libraries"
                    + " with -D" + RUNTIME_FOLDER;
        } else if (library.startsWith("libcuda.so")) {
            return "the NVIDIA driver, 525 or newer (" + library + " is part of it)";
        } else if (library.startsWith("libcudnn")) {
            return "cuDNN 9 for CUDA 12 (package cudnn9-cuda-12, or the wheel nvidia-cudnn-cu12)";
        } else if (library.startsWith("libnvinfer") || library.startsWith("libnvonnxparser")) {
            return "TensorRT 10 (packages libnvinfer10, libnvonnxparsers10)";
        } else if (library.startsWith("libcu") || library.startsWith("libnv")) {
            return "the libraries of CUDA 12 (package cuda-libraries-12-9, or the wheels nvidia-*-cu12)";
        }
        return library;
    }

    private static String file(String provider) {
        return "libonnxruntime_providers_" + provider + ".so";
    }
}
