package org.earwitness.inference.pack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.earwitness.inference.TensorType;

/**
 * The border of a graph: its inputs, outputs and metadata.
 *
 * @param inputs by name
 * @param outputs by name
 * @param metadata properties written by the exporter
 */
public record GraphSignature(Map<String, Tensor> inputs, Map<String, Tensor> outputs, Map<String, String> metadata) {

    /** Stands for the batch, the only dimension that is not fixed. */
    public static final long BATCH = -1;

    public GraphSignature {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        metadata = Map.copyOf(metadata);
    }

    /**
     * One tensor at the border.
     *
     * @param type its element type
     * @param shape its dimensions, the batch first, {@link #BATCH} where a dimension is not fixed
     */
    public record Tensor(TensorType type, List<Long> shape) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        /** Elements of one row of the batch. */
        public int rowElements() {
            return Math.toIntExact(shape.stream().skip(1).reduce(1L, Math::multiplyExact));
        }

        /** Bytes of one row of the batch. */
        public int rowBytes() {
            return Math.multiplyExact(rowElements(), type.bytes());
        }

        @Override
        public String toString() {
            return type
                    + shape.stream()
                            .map(dimension -> dimension == BATCH ? "batch" : dimension.toString())
                            .collect(Collectors.joining(",", "[", "]"));
        }
    }
}
