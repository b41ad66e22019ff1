package org.earwitness.inference.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.earwitness.inference.InferenceUnavailable;

/**
 * Floating point operations of one row through a graph: two for each multiplication and addition of convolutions, matrix
 * products and recurrences, counted from the shapes of a run on the CPU. What is not one of them is a few percent and left out,
 * so a share of a card's peak that is computed from this is rather too low.
 */
public final class OperationCount {
    private OperationCount() {}

    /** Counts them; runs the graph once. */
    public static long ofOneRow(String graph, byte[] model) {
        NodeProfile profile = NodeProfile.inTemporaryFolder()
                .orElseThrow(() -> InferenceUnavailable.failure(
                        "the operations of " + graph + " cannot be counted: there is no temporary folder"));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // Further optimizations put several nodes into one and weights into blocks, with shapes of their own.
            options.setOptimizationLevel(SessionOptions.OptLevel.BASIC_OPT);
            options.enableProfiling(profile.prefix());
            try (OrtSession session = environment.createSession(model, options)) {
                BoundCall call = BoundCall.bind(environment, OnnxSession.signature(session), 1);
                try {
                    session.run(call.inputs(), Set.of(), call.outputs()).close();
                } finally {
                    call.close();
                }
                return count(profile.events(Path.of(session.endProfiling())));
            }
        } catch (OrtException e) {
            throw OnnxSession.unreadable(graph, e);
        } catch (IOException e) {
            throw InferenceUnavailable.failure(
                    "the operations of " + graph + " cannot be counted: " + e.getMessage(), e);
        } finally {
            profile.delete();
        }
    }

    static long count(JsonNode events) {
        long operations = 0;
        for (JsonNode event : events) {
            JsonNode node = event.path("args");
            if (event.path("name").asText().endsWith(NodeProfile.KERNEL) && node.has("op_name")) {
                operations += operations(
                        node.path("op_name").asText(),
                        shapes(node.path("input_type_shape")),
                        shapes(node.path("output_type_shape")));
            }
        }
        return operations;
    }

    private static long operations(String operator, List<long[]> inputs, List<long[]> outputs) {
        return switch (operator) {
            case "Conv", "FusedConv" -> 2 * elements(outputs.get(0)) * elements(inputs.get(1)) / inputs.get(1)[0];
            case "ConvTranspose" -> 2 * elements(inputs.get(0)) * elements(inputs.get(1)) / inputs.get(1)[0];
            case "MatMul", "FusedMatMul", "MatMulInteger" ->
                2 * elements(outputs.get(0)) * inputs.get(0)[inputs.get(0).length - 1];
            case "Gemm", "FusedGemm" -> 2 * elements(outputs.get(0)) * elements(inputs.get(0)) / outputs.get(0)[0];
            // Time and batch are the first two axes of the input; weights of all gates and directions are in two
            // tensors.
            case "LSTM", "GRU", "RNN" ->
                2 * inputs.get(0)[0] * inputs.get(0)[1] * (elements(inputs.get(1)) + elements(inputs.get(2)));
            default -> 0;
        };
    }

    private static List<long[]> shapes(JsonNode tensors) {
        List<long[]> shapes = new ArrayList<>();
        for (JsonNode tensor : tensors) {
            JsonNode dimensions = tensor.elements().next();
            long[] shape = new long[dimensions.size()];
            for (int axis = 0; axis < shape.length; axis++) {
                shape[axis] = dimensions.get(axis).asLong();
            }
            shapes.add(shape);
        }
        return shapes;
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements *= dimension;
        }
        return elements;
    }
}
