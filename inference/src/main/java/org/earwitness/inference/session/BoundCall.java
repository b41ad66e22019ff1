package org.earwitness.inference.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.pack.GraphSignature;
import org.earwitness.inference.pack.GraphSignature.Tensor;

/**
 * The tensors of one call of a graph, made once for a fixed number of rows and used again and again: inputs that are filled in
 * place, outputs that the runtime writes into. One call at a time. The session that made it closes it.
 */
public final class BoundCall {
    /** Room behind each buffer: vector code of the picture scaler may write a little past the last pixel. */
    private static final int SLACK_BYTES = 64;

    private final int rows;
    private final Map<String, List<ByteBuffer>> inputRows = new LinkedHashMap<>();
    private final Map<String, List<ByteBuffer>> outputRows = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final RunOptions options;
    private final AtomicBoolean running = new AtomicBoolean();

    private BoundCall(int rows, RunOptions options) {
        this.rows = rows;
        this.options = options;
    }

    static BoundCall bind(OrtEnvironment environment, GraphSignature signature, int rows) throws OrtException {
        BoundCall call = new BoundCall(rows, new RunOptions());
        try {
            for (var input : signature.inputs().entrySet()) {
                call.inputs.put(
                        input.getKey(), call.tensor(environment, input.getKey(), input.getValue(), call.inputRows));
            }
            for (var output : signature.outputs().entrySet()) {
                call.outputs.put(
                        output.getKey(), call.tensor(environment, output.getKey(), output.getValue(), call.outputRows));
            }
            return call;
        } catch (OrtException e) {
            call.close();
            throw e;
        }
    }

    /** How many rows it holds. */
    public int rows() {
        return rows;
    }

    /** Whether the graph has an input of this name. */
    public boolean takes(String name) {
        return inputRows.containsKey(name);
    }

    /** One row of an input, to be filled: direct, native byte order, the same buffer every time, position 0. */
    public ByteBuffer input(String name, int row) {
        return row(inputRows, name, row);
    }

    /** One row of an output, valid after a run until the next: direct, native byte order, position 0. */
    public ByteBuffer output(String name, int row) {
        return row(outputRows, name, row);
    }

    Map<String, OnnxTensor> inputs() {
        return Collections.unmodifiableMap(inputs);
    }

    Map<String, OnnxTensor> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    RunOptions options() {
        return options;
    }

    void begin() {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("two runs share one call's tensors; each caller needs its own");
        }
    }

    void end() {
        running.set(false);
    }

    void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        options.close();
    }

    private OnnxTensor tensor(
            OrtEnvironment environment, String name, Tensor tensor, Map<String, List<ByteBuffer>> rowsByName)
            throws OrtException {
        int rowBytes = tensor.rowBytes();
        int bytes = Math.multiplyExact(rows, rowBytes);
        // Without the native order the runtime would read every float the wrong way round, and not say so.
        ByteBuffer memory =
                ByteBuffer.allocateDirect(bytes + SLACK_BYTES).slice(0, bytes).order(ByteOrder.nativeOrder());
        List<ByteBuffer> slices = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            slices.add(memory.slice(row * rowBytes, rowBytes).order(ByteOrder.nativeOrder()));
        }
        rowsByName.put(name, List.copyOf(slices));
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = rows;
        return OnnxTensor.createTensor(environment, memory, shape, javaType(tensor.type()));
    }

    private static ByteBuffer row(Map<String, List<ByteBuffer>> rowsByName, String name, int row) {
        List<ByteBuffer> slices = rowsByName.get(name);
        if (slices == null) {
            throw new IllegalArgumentException("there is no tensor '" + name + "'; there are " + rowsByName.keySet());
        }
        return slices.get(row);
    }

    private static OnnxJavaType javaType(TensorType type) {
        if (type == TensorType.FLOAT32) {
            return OnnxJavaType.FLOAT;
        } else if (type == TensorType.UINT8) {
            return OnnxJavaType.UINT8;
        } else if (type == TensorType.INT16) {
            return OnnxJavaType.INT16;
        }
        throw new IllegalArgumentException("no tensor of type " + type + " can be bound");
    }
}
