package org.earwitness.inference.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.Placement;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.pack.GraphSignature;
import org.earwitness.inference.pack.GraphSignature.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One graph in the runtime. Any thread may run it, each with its own {@link BoundCall}. Closing waits for runs that are under
 * way, then frees the calls' tensors and the session, once.
 */
public final class OnnxSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxSession.class);

    private final String graph;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final GraphSignature signature;
    private final Watchdog watchdog;
    private final long closeMillis;
    private final RunGate gate;
    private final String wantedProvider;
    private final List<BoundCall> calls = new CopyOnWriteArrayList<>();
    private Optional<NodeProfile> profile;

    private OnnxSession(
            String graph,
            OrtEnvironment environment,
            OrtSession session,
            String wantedProvider,
            Optional<NodeProfile> profile,
            Watchdog watchdog,
            long closeMillis)
            throws OrtException {
        this.wantedProvider = wantedProvider;
        this.profile = profile;
        this.graph = graph;
        this.environment = environment;
        this.session = session;
        this.signature = signature(session);
        this.watchdog = watchdog;
        this.closeMillis = closeMillis;
        this.gate = new RunGate(graph);
    }

    /**
     * Opens a graph on a provider.
     *
     * @param graph file name, for messages
     * @param model its verified bytes
     * @param watchdog ends runs at their deadline; stays open longer than the session
     * @param closeMillis how long closing waits for runs under way, milliseconds
     * @throws PackRefused when the runtime cannot read the graph
     * @throws org.earwitness.inference.ProviderRefused when the provider cannot be had
     */
    public static OnnxSession open(
            String graph, byte[] model, ExecutionProvider provider, Watchdog watchdog, long closeMillis) {
        return open(graph, model, provider, Optional.empty(), watchdog, closeMillis);
    }

    /** The same, and from now until {@link #placement()} the runtime notes which provider runs which node. */
    public static OnnxSession openProfiled(
            String graph, byte[] model, ExecutionProvider provider, Watchdog watchdog, long closeMillis) {
        return open(graph, model, provider, NodeProfile.inTemporaryFolder(), watchdog, closeMillis);
    }

    private static OnnxSession open(
            String graph,
            byte[] model,
            ExecutionProvider provider,
            Optional<NodeProfile> profile,
            Watchdog watchdog,
            long closeMillis) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = provider.sessionOptions(() -> look(graph, model))) {
            if (profile.isPresent()) {
                options.enableProfiling(profile.get().prefix());
            }
            return new OnnxSession(
                    graph,
                    environment,
                    environment.createSession(model, options),
                    provider.runtimeName(),
                    profile,
                    watchdog,
                    closeMillis);
        } catch (OrtException e) {
            profile.ifPresent(NodeProfile::delete);
            throw provider.explain(graph, e);
        }
    }

    /**
     * Where the nodes of the last run were; ends the measurement that began when the graph was opened, so that later runs are
     * not slowed. Asked once, by the thread that opened it, after a run or two.
     */
    public Placement placement() {
        Map<String, Placement.Share> shares = Map.of();
        if (profile.isPresent()) {
            try {
                shares = profile.get().read(Path.of(session.endProfiling()));
            } catch (OrtException | IOException e) {
                LOG.warn("where the nodes of {} ran could not be measured", graph, e);
            }
            endProfile();
        }
        return new Placement(graph, wantedProvider, shares);
    }

    private void endProfile() {
        profile.ifPresent(NodeProfile::delete);
        profile = Optional.empty();
    }

    /** Opens a graph just long enough to see its border, on the CPU. */
    public static GraphSignature look(String graph, byte[] model) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            try (OrtSession session = environment.createSession(model, options)) {
                return signature(session);
            }
        } catch (OrtException e) {
            throw unreadable(graph, e);
        }
    }

    static PackRefused unreadable(String graph, OrtException e) {
        return new PackRefused(
                "file", List.of(graph + " cannot be opened by the runtime: " + e.getMessage() + ". Export it again."));
    }

    /** The border of the graph. */
    public GraphSignature signature() {
        return signature;
    }

    /** Makes the tensors for calls of so many rows; the session closes them with itself. */
    public BoundCall bind(int rows) {
        gate.enter();
        try {
            BoundCall call = BoundCall.bind(environment, signature, rows);
            calls.add(call);
            return call;
        } catch (OrtException e) {
            throw InferenceUnavailable.failure(graph + ": no tensors for " + rows + " rows: " + e.getMessage(), e);
        } finally {
            gate.leave();
        }
    }

    /**
     * Runs the graph on a call's inputs into its outputs.
     *
     * @param state what is going on, asked only when the deadline passes
     * @throws InferenceUnavailable when the deadline passed or the runtime failed
     * @throws IllegalStateException when the session is closed
     */
    public void run(BoundCall call, Deadline deadline, Supplier<String> state) {
        gate.enter();
        try {
            call.begin();
            try {
                runWatched(call, deadline, state);
            } finally {
                call.end();
            }
        } finally {
            gate.leave();
        }
    }

    /** How many runs are under way. */
    int running() {
        return gate.uses();
    }

    private void runWatched(BoundCall call, Deadline deadline, Supplier<String> state) {
        if (deadline.hasPassed()) {
            throw InferenceUnavailable.deadline(
                    graph + " was not started within " + deadline.limitMillis() + " ms: " + state.get());
        }
        Watchdog.Watch watch = watchdog.watch(call.options(), deadline);
        boolean ended;
        try {
            session.run(call.inputs(), Set.of(), call.outputs(), call.options()).close();
            ended = watch.end();
        } catch (OrtException e) {
            ended = watch.end();
            if (!ended) {
                throw InferenceUnavailable.failure(graph + " failed: " + e.getMessage(), e);
            }
            throw InferenceUnavailable.deadline(
                    graph + " was still running after " + deadline.limitMillis() + " ms and was ended: " + state.get());
        }
    }

    @Override
    public void close() {
        if (!gate.beginClosing()) {
            return;
        }
        if (!gate.awaitIdle(Deadline.in(closeMillis))) {
            // Freeing it now would end the process. What is lost is the memory of one session.
            LOG.error(
                    "{} still runs {} calls {} ms after it should close; its memory is kept",
                    graph,
                    gate.uses(),
                    closeMillis);
            return;
        }
        calls.forEach(BoundCall::close);
        try {
            session.close();
        } catch (OrtException e) {
            LOG.error("{} could not be closed; its memory may be kept", graph, e);
        }
        endProfile();
    }

    static GraphSignature signature(OrtSession session) throws OrtException {
        return new GraphSignature(
                tensors(session.getInputInfo()),
                tensors(session.getOutputInfo()),
                session.getMetadata().getCustomMetadata());
    }

    private static Map<String, Tensor> tensors(Map<String, NodeInfo> nodes) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo info) {
                tensors.put(
                        name,
                        new Tensor(
                                type(info),
                                LongStream.of(info.getShape()).boxed().toList()));
            } else {
                tensors.put(name, new Tensor(TensorType.OTHER, new ArrayList<>()));
            }
        });
        return tensors;
    }

    private static TensorType type(TensorInfo info) {
        if (info.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
            return TensorType.FLOAT32;
        } else if (info.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8) {
            return TensorType.UINT8;
        } else if (info.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16) {
            return TensorType.INT16;
        }
        return TensorType.OTHER;
    }
}
