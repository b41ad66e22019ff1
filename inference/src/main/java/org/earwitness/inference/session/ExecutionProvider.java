package org.earwitness.inference.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.ProviderRefused;

/**
 * Where sessions run, decided once: what was asked for, or a refusal that names what is missing. {@code auto} takes CUDA
 * where it is there and the CPU where it is not, and says so.
 */
public final class ExecutionProvider {
    static final List<String> CUDA_LIBRARIES = List.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcufft.so.11",
            "libcurand.so.10",
            "libcudnn.so.9");
    static final List<String> TENSORRT_LIBRARIES = Stream.concat(
                    CUDA_LIBRARIES.stream(), Stream.of("libnvinfer.so.10", "libnvonnxparser.so.10"))
            .toList();

    private final InferenceConfig.Provider provider;
    private final int device;
    private final String reason;

    private ExecutionProvider(InferenceConfig.Provider provider, int device, String reason) {
        this.provider = provider;
        this.device = device;
        this.reason = reason;
    }

    /** Chooses by what the runtime on the class path offers and which libraries this machine has. */
    public static ExecutionProvider choose(InferenceConfig config) {
        return choose(
                config.provider(),
                config.device(),
                OrtEnvironment.getAvailableProviders(),
                NativeLibraries.ofThisMachine());
    }

    /**
     * Chooses by what is given.
     *
     * @param offered what the runtime's jar contains; it says nothing about the machine
     * @throws ProviderRefused when what was asked for is not there
     */
    static ExecutionProvider choose(
            InferenceConfig.Provider asked, int device, Set<OrtProvider> offered, NativeLibraries libraries) {
        if (asked == InferenceConfig.Provider.CPU) {
            return new ExecutionProvider(InferenceConfig.Provider.CPU, device, "cpu was asked for");
        }
        InferenceConfig.Provider wanted =
                asked == InferenceConfig.Provider.AUTO ? InferenceConfig.Provider.CUDA : asked;
        List<String> missing = missing(wanted, offered, libraries);
        if (asked == InferenceConfig.Provider.AUTO) {
            return missing.isEmpty()
                    ? new ExecutionProvider(
                            InferenceConfig.Provider.CUDA, device, "auto took cuda: all its libraries are here")
                    : new ExecutionProvider(
                            InferenceConfig.Provider.CPU,
                            device,
                            "auto took cpu: cuda lacks " + String.join(", ", missing));
        }
        if (!missing.isEmpty()) {
            throw new ProviderRefused("provider " + name(asked) + " was asked for, but it lacks "
                    + String.join(", ", missing) + ". " + advice(asked, offered, libraries));
        }
        return new ExecutionProvider(asked, device, name(asked) + " was asked for");
    }

    /** The CPU, after what {@code auto} tried first has failed. */
    public ExecutionProvider fallBack(ProviderRefused refusal) {
        return new ExecutionProvider(InferenceConfig.Provider.CPU, device, "auto took cpu: " + refusal.getMessage());
    }

    /** What was taken; never {@code AUTO}. */
    public InferenceConfig.Provider provider() {
        return provider;
    }

    /** Why, in a sentence. */
    public String reason() {
        return reason;
    }

    /** Whether calls are gathered into batches; on the CPU that would change bits and gain nothing. */
    public boolean gathers() {
        return provider != InferenceConfig.Provider.CPU;
    }

    @SuppressWarnings("MustBeClosed")
    SessionOptions sessionOptions() throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            // One thread a call: calls run side by side already, and threads inside would spin against each other.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // Weights may be stored as whole numbers with a scale: folding constants makes them floats once, at the
            // start.
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            // What the runtime warns of while it loads concerns the exporter, not whoever runs the pack.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            if (provider == InferenceConfig.Provider.TENSORRT) {
                try (OrtTensorRTProviderOptions tensorrt = new OrtTensorRTProviderOptions(device)) {
                    options.addTensorrt(tensorrt);
                }
            }
            if (provider != InferenceConfig.Provider.CPU) {
                try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
                    // Shortened mantissas and searched kernels would let an event depend on the day's choice.
                    cuda.add("use_tf32", "0");
                    cuda.add("cudnn_conv_algo_search", "HEURISTIC");
                    options.addCUDA(cuda);
                }
            }
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    /** Puts what the runtime said into words: the pack is at fault on the CPU, else the provider may be. */
    RuntimeException explain(String graph, OrtException e) {
        OrtException.OrtErrorCode code = e.getCode();
        boolean graphAtFault = code == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF
                || code == OrtException.OrtErrorCode.ORT_INVALID_GRAPH
                || code == OrtException.OrtErrorCode.ORT_NO_MODEL;
        if (provider == InferenceConfig.Provider.CPU || graphAtFault) {
            return OnnxSession.unreadable(graph, e);
        }
        return new ProviderRefused(
                "provider " + name(provider) + " was asked for on device " + device
                        + ", but the runtime could not start it for " + graph + ": " + e.getMessage()
                        + ". Check the driver and that the device is free, or use provider cpu.",
                e);
    }

    private static List<String> missing(
            InferenceConfig.Provider wanted, Set<OrtProvider> offered, NativeLibraries libraries) {
        List<String> missing = new ArrayList<>();
        if (!offered.contains(wanted == InferenceConfig.Provider.CUDA ? OrtProvider.CUDA : OrtProvider.TENSOR_RT)) {
            missing.add("libonnxruntime_providers_" + name(wanted) + ".so (jar onnxruntime_gpu)");
        }
        missing.addAll(
                libraries.missing(wanted == InferenceConfig.Provider.CUDA ? CUDA_LIBRARIES : TENSORRT_LIBRARIES));
        return missing;
    }

    private static String advice(InferenceConfig.Provider wanted, Set<OrtProvider> offered, NativeLibraries libraries) {
        String jar = offered.contains(OrtProvider.CUDA)
                ? ""
                : "This build has the CPU runtime: build with the Maven profile gpu (mvn -Pgpu). ";
        String searched = libraries.folders().stream().map(Object::toString).collect(Collectors.joining(", "));
        return jar + "Install CUDA 12 with cuDNN 9"
                + (wanted == InferenceConfig.Provider.TENSORRT ? " and TensorRT 10" : "") + " where the linker looks ("
                + searched + "), or use provider cpu.";
    }

    private static String name(InferenceConfig.Provider provider) {
        return provider.name().toLowerCase(Locale.ROOT);
    }
}
