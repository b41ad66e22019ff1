package org.earwitness.inference.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.ProviderRefused;
import org.earwitness.inference.pack.GraphSignature;

/**
 * Where sessions run, decided once: what was asked for, or a refusal that names what is missing. {@code auto} takes CUDA
 * where it is there and the CPU where it is not, and says so.
 */
public final class ExecutionProvider {
    private final InferenceConfig config;
    private final InferenceConfig.Provider provider;
    private final AcceleratorLibraries libraries;
    private final String reason;

    private ExecutionProvider(
            InferenceConfig config, InferenceConfig.Provider provider, AcceleratorLibraries libraries, String reason) {
        this.config = config;
        this.provider = provider;
        this.libraries = libraries;
        this.reason = reason;
    }

    /** Chooses by what the runtime on the class path offers and which libraries this machine has. */
    public static ExecutionProvider choose(InferenceConfig config) {
        return choose(config, OrtEnvironment.getAvailableProviders(), AcceleratorLibraries.ofThisMachine());
    }

    /**
     * Chooses by what is given.
     *
     * @param offered what the runtime's jar contains; it says nothing about the machine
     * @throws ProviderRefused when what was asked for is not there
     */
    static ExecutionProvider choose(InferenceConfig config, Set<OrtProvider> offered, AcceleratorLibraries libraries) {
        InferenceConfig.Provider asked = config.provider();
        if (asked == InferenceConfig.Provider.CPU) {
            return new ExecutionProvider(config, InferenceConfig.Provider.CPU, libraries, "cpu was asked for");
        }
        InferenceConfig.Provider wanted =
                asked == InferenceConfig.Provider.AUTO ? InferenceConfig.Provider.CUDA : asked;
        List<String> missing = libraries.missing(wanted, offered);
        if (asked == InferenceConfig.Provider.AUTO) {
            return missing.isEmpty()
                    ? new ExecutionProvider(
                            config,
                            InferenceConfig.Provider.CUDA,
                            libraries,
                            "auto took cuda: all its libraries are here")
                    : new ExecutionProvider(
                            config,
                            InferenceConfig.Provider.CPU,
                            libraries,
                            "auto took cpu: cuda lacks " + String.join(", ", missing));
        }
        if (!missing.isEmpty()) {
            throw new ProviderRefused("provider " + name(asked) + " was asked for, but it lacks "
                    + String.join(", ", missing) + ". " + libraries.advice(missing));
        }
        return new ExecutionProvider(config, asked, libraries, name(asked) + " was asked for");
    }

    /** The CPU, after what {@code auto} tried first has failed. */
    public ExecutionProvider fallBack(ProviderRefused refusal) {
        return new ExecutionProvider(
                config, InferenceConfig.Provider.CPU, libraries, "auto took cpu: " + refusal.getMessage());
    }

    /** What was taken; never {@code AUTO}. */
    public InferenceConfig.Provider provider() {
        return provider;
    }

    /** What the runtime calls it in its profile. */
    String runtimeName() {
        return switch (provider) {
            case TENSORRT -> "TensorrtExecutionProvider";
            case CUDA -> "CUDAExecutionProvider";
            case CPU, AUTO -> "CPUExecutionProvider";
        };
    }

    /** Why, in a sentence. */
    public String reason() {
        return reason;
    }

    /** Whether calls are gathered into batches; on the CPU that would change bits and gain nothing. */
    public boolean gathers() {
        return provider != InferenceConfig.Provider.CPU;
    }

    /**
     * How sessions are opened.
     *
     * @param signature border of the graph; asked only where engines are built for its shapes
     */
    @SuppressWarnings("MustBeClosed")
    SessionOptions sessionOptions(Supplier<GraphSignature> signature) throws OrtException {
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
                TensorRtOptions.prepare(config.engineCache());
                try (OrtTensorRTProviderOptions tensorrt = new OrtTensorRTProviderOptions(config.device())) {
                    TensorRtOptions.put(tensorrt, TensorRtOptions.of(config, signature.get()));
                    options.addTensorrt(tensorrt);
                }
            }
            if (provider != InferenceConfig.Provider.CPU) {
                try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(config.device())) {
                    // Shortened mantissas and searched kernels would let an event depend on the day's choice.
                    cuda.add("use_tf32", "0");
                    cuda.add("cudnn_conv_algo_search", "HEURISTIC");
                    // Batches have few sizes: growing by what is asked leaves the rest of the device to others.
                    cuda.add("arena_extend_strategy", "kSameAsRequested");
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
                "provider " + name(provider) + " was asked for on device " + config.device()
                        + ", but the runtime could not start it for " + graph + ": "
                        + libraries.explain(String.valueOf(e.getMessage())),
                e);
    }

    private static String name(InferenceConfig.Provider provider) {
        return provider.name().toLowerCase(Locale.ROOT);
    }
}
