package org.earwitness.inference.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Set;
import org.earwitness.inference.InferenceUnavailable;

/**
 * One graph run by the runtime and by nothing else: tensors bound once, no watchdog, no batcher, no meter. It is what benchmarks
 * hold the engine against. One thread; whoever opened it closes it.
 */
public final class BareGraph implements AutoCloseable {
    private final String graph;
    private final OrtSession session;
    private final BoundCall call;

    private BareGraph(String graph, OrtSession session, BoundCall call) {
        this.graph = graph;
        this.session = session;
        this.call = call;
    }

    /**
     * Opens a graph as the engine does, with the same options.
     *
     * @param rows rows of each run
     * @throws org.earwitness.inference.PackRefused when the runtime cannot read the graph
     * @throws org.earwitness.inference.ProviderRefused when the provider cannot be had
     */
    public static BareGraph open(String graph, byte[] model, ExecutionProvider provider, int rows) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = provider.sessionOptions(() -> OnnxSession.look(graph, model))) {
            OrtSession session = environment.createSession(model, options);
            return new BareGraph(graph, session, BoundCall.bind(environment, OnnxSession.signature(session), rows));
        } catch (OrtException e) {
            throw provider.explain(graph, e);
        }
    }

    /** Rows of each run. */
    public int rows() {
        return call.rows();
    }

    /** Runs it once over whatever its inputs hold; returns when the answer is there. */
    public void run() {
        try {
            session.run(call.inputs(), Set.of(), call.outputs()).close();
        } catch (OrtException e) {
            throw InferenceUnavailable.failure(graph + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        call.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw InferenceUnavailable.failure(graph + " could not be closed: " + e.getMessage(), e);
        }
    }
}
