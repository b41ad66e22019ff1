package org.earwitness.bench.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One graph as a careful programmer would run it without us: direct buffers, inputs and outputs bound once, batch 1, one thread.
 * Nothing is checked, watched or counted. One thread at a time; whoever opened it closes it.
 */
final class BareGraph implements AutoCloseable {
    private final OrtSession session;
    private final boolean owner;
    private final Map<String, ByteBuffer> buffers = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    private BareGraph(OrtSession session, boolean owner) {
        this.session = session;
        this.owner = owner;
    }

    static BareGraph open(Path graph) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return bound(environment, environment.createSession(graph.toString(), options), true);
        }
    }

    /** Tensors of its own over the same session, for another thread; closed before the one it came from. */
    BareGraph beside() throws OrtException {
        return bound(OrtEnvironment.getEnvironment(), session, false);
    }

    private static BareGraph bound(OrtEnvironment environment, OrtSession session, boolean owner) throws OrtException {
        BareGraph bare = new BareGraph(session, owner);
        for (var input : session.getInputInfo().entrySet()) {
            bare.inputs.put(input.getKey(), bare.tensor(environment, input.getKey(), (TensorInfo)
                    input.getValue().getInfo()));
        }
        for (var output : session.getOutputInfo().entrySet()) {
            bare.outputs.put(output.getKey(), bare.tensor(environment, output.getKey(), (TensorInfo)
                    output.getValue().getInfo()));
        }
        return bare;
    }

    private OnnxTensor tensor(OrtEnvironment environment, String name, TensorInfo info) throws OrtException {
        long[] shape = info.getShape();
        int elements = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            // Only the batch is open, and it is 1.
            shape[axis] = Math.max(1, shape[axis]);
            elements = Math.multiplyExact(elements, (int) shape[axis]);
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(elements * info.type.size).order(ByteOrder.nativeOrder());
        buffers.put(name, memory);
        return info.type == OnnxJavaType.FLOAT
                ? OnnxTensor.createTensor(environment, memory.asFloatBuffer(), shape)
                : OnnxTensor.createTensor(environment, memory, shape, info.type);
    }

    /** The memory of an input or output; native order, from position 0. */
    ByteBuffer memory(String name) {
        return Objects.requireNonNull(buffers.get(name), name);
    }

    /** Names of the inputs. */
    Set<String> inputNames() {
        return inputs.keySet();
    }

    void run() throws OrtException {
        session.run(inputs, Set.of(), outputs).close();
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        if (owner) {
            session.close();
        }
    }
}
