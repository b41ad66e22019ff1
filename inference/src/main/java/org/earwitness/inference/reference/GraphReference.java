package org.earwitness.inference.reference;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.pack.GraphSignature;
import org.earwitness.inference.pack.GraphSignature.Tensor;
import org.earwitness.inference.session.BoundCall;
import org.earwitness.inference.session.Deadline;
import org.earwitness.inference.session.OnnxSession;

/** The arrays of a reference that concern one graph. */
final class GraphReference {
    /** A single example of the largest network takes well under a second. */
    private static final long RUN_MILLIS = 60_000;

    private static final String ENDING = ".onnx";

    private final String name;
    private final Map<String, NpyArray> inputs;
    private final Map<String, NpyArray> outputs;

    private GraphReference(String name, Map<String, NpyArray> inputs, Map<String, NpyArray> outputs) {
        this.name = name;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** The arrays for a graph file, if there are any. */
    static Optional<GraphReference> find(String graph, NpzFile reference) {
        String name = graph.substring(0, graph.length() - ENDING.length());
        Map<String, NpyArray> inputs = arrays(name + "/in/", reference);
        Map<String, NpyArray> outputs = arrays(name + "/out/", reference);
        return inputs.isEmpty() && outputs.isEmpty()
                ? Optional.empty()
                : Optional.of(new GraphReference(name, inputs, outputs));
    }

    private static Map<String, NpyArray> arrays(String prefix, NpzFile reference) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        reference.names().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key ->
                        reference.array(key).ifPresent(array -> arrays.put(key.substring(prefix.length()), array)));
        return arrays;
    }

    /**
     * How many examples there are.
     *
     * @throws UnusableReference when the arrays do not fit the graph or each other
     */
    private int examples(GraphSignature signature) {
        requireNames("in", signature.inputs(), inputs);
        requireNames("out", signature.outputs(), outputs);
        signature.inputs().keySet().stream()
                .filter(input -> !inputs.containsKey(input))
                .findFirst()
                .ifPresent(input -> {
                    throw new UnusableReference("the reference lacks " + name + "/in/" + input + ", "
                            + signature.inputs().get(input) + ". Write every input of the graph.");
                });
        Map<String, Integer> counts = new LinkedHashMap<>();
        inputs.forEach((input, array) ->
                counts.put(name + "/in/" + input, array.shape().get(0)));
        outputs.forEach((output, array) ->
                counts.put(name + "/out/" + output, array.shape().get(0)));
        List<Integer> different = counts.values().stream().distinct().toList();
        if (different.size() != 1 || different.get(0) == 0) {
            throw new UnusableReference("the first axis counts examples and must be the same, above 0, in " + counts
                    + ". Write all arrays from one run.");
        }
        return different.get(0);
    }

    /** Outputs of the graph that have no array here. */
    List<String> skipped(GraphSignature signature) {
        return signature.outputs().keySet().stream()
                .filter(output -> !outputs.containsKey(output))
                .map(output -> name + " " + output)
                .toList();
    }

    /** Runs every example alone. */
    List<OutputDifference> compare(OnnxSession session) {
        int examples = examples(session.signature());
        BoundCall call = session.bind(1);
        Map<String, OutputDifference> worst = new LinkedHashMap<>();
        for (int example = 0; example < examples; example++) {
            fill(call, session.signature(), example);
            int current = example;
            session.run(call, Deadline.in(RUN_MILLIS), () -> name + " runs example " + current + " of the reference");
            for (String output : session.signature().outputs().keySet()) {
                if (outputs.containsKey(output)) {
                    OutputDifference here = difference(call, output, example);
                    worst.merge(output, here, (known, now) -> now.largest() > known.largest() ? now : known);
                }
            }
        }
        return new ArrayList<>(worst.values());
    }

    private void requireNames(String direction, Map<String, Tensor> wanted, Map<String, NpyArray> found) {
        found.forEach((tensor, array) -> {
            Tensor border = wanted.get(tensor);
            String key = name + "/" + direction + "/" + tensor;
            if (border == null) {
                throw new UnusableReference("the reference has " + key + ", but " + name + ENDING + " has "
                        + wanted.keySet() + " there. Write arrays under the graph's own names.");
            }
            List<Long> rest = border.shape().subList(1, border.shape().size());
            boolean fits = array.shape().size() == border.shape().size()
                    && array.shape().stream()
                            .skip(1)
                            .map(Integer::longValue)
                            .toList()
                            .equals(rest);
            if (!fits) {
                throw new UnusableReference("the reference has " + key + " as " + array + ", but the graph's is "
                        + border + ". Write the examples on the first axis and the rest as the graph has it.");
            }
        });
    }

    private void fill(BoundCall call, GraphSignature signature, int example) {
        signature.inputs().forEach((input, tensor) -> {
            NpyArray array = Objects.requireNonNull(inputs.get(input));
            ByteBuffer target = call.input(input, 0);
            int elements = tensor.rowElements();
            for (int i = 0; i < elements; i++) {
                put(target, tensor.type(), i, array.value(example * elements + i), name + "/in/" + input);
            }
        });
    }

    private static void put(ByteBuffer target, TensorType type, int place, double value, String key) {
        double stored;
        if (type == TensorType.UINT8) {
            target.put(place, (byte) (int) value);
            stored = (int) value & 0xFF;
        } else if (type == TensorType.INT16) {
            target.putShort(2 * place, (short) value);
            stored = (short) value;
        } else {
            target.putFloat(4 * place, (float) value);
            return; // NaN and infinity may stand in masked places; doubles are rounded
        }
        if (stored != value) {
            throw new UnusableReference(
                    key + " holds " + value + ", which is no " + type + ". Write it as the graph takes it.");
        }
    }

    private OutputDifference difference(BoundCall call, String output, int example) {
        NpyArray array = Objects.requireNonNull(outputs.get(output));
        ByteBuffer given = call.output(output, 0);
        int elements = array.elements() / array.shape().get(0);
        double largest = 0;
        int place = 0;
        for (int i = 0; i < elements; i++) {
            double difference = Math.abs(given.getFloat(4 * i) - array.value(example * elements + i));
            double known = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
            if (known > largest) {
                largest = known;
                place = i;
            }
        }
        return new OutputDifference(name, output, largest, example, place);
    }
}
