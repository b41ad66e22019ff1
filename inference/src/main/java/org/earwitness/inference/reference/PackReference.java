package org.earwitness.inference.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.session.OnnxSession;
import org.earwitness.inference.session.Watchdog;

/**
 * Runs the graphs of a pack on the inputs of a reference, one example at a time as on a stream, and compares what they give.
 *
 * <p>A reference has arrays {@code encode/in/NAME}, {@code encode/out/NAME}, {@code localize/in/NAME} and
 * {@code localize/out/NAME}, with the examples on the first axis. A graph without arrays is not run; an output without an array
 * is not compared.
 */
public final class PackReference {
    private static final long CLOSE_MILLIS = 10_000;

    private PackReference() {}

    /**
     * What a comparison came to.
     *
     * @param differences one an output that was compared, in the order of the graphs' outputs
     * @param skipped outputs that have no reference, as {@code graph output}
     */
    public record Comparison(List<OutputDifference> differences, List<String> skipped) {
        public Comparison {
            differences = List.copyOf(differences);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Compares on the CPU.
     *
     * @throws PackRefused when a file of the pack does not hold or a graph cannot be opened
     * @throws UnusableReference when the arrays are not those of this pack
     */
    public static Comparison compare(Path pack, NpzFile reference) {
        PackFolder read = PackFolder.read(pack);
        if (!read.differences().isEmpty()) {
            throw new PackRefused(pack.toString(), read.differences());
        }
        List<OutputDifference> differences = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        try (Watchdog watchdog = new Watchdog()) {
            for (String graph : List.of(GraphContract.ENCODE, GraphContract.LOCALIZE)) {
                Optional<GraphReference> arrays = GraphReference.find(graph, reference);
                if (arrays.isPresent()) {
                    try (OnnxSession session = open(graph, read, watchdog)) {
                        GraphReference found = arrays.get();
                        differences.addAll(found.compare(session));
                        skipped.addAll(found.skipped(session.signature()));
                    }
                }
            }
        }
        if (differences.isEmpty()) {
            throw new UnusableReference(reference.file() + " has no array of an output, only "
                    + reference.names().stream().limit(20).collect(Collectors.joining(", "))
                    + ". Name arrays encode/in/NAME, encode/out/NAME, localize/in/NAME, localize/out/NAME.");
        }
        return new Comparison(differences, skipped);
    }

    private static OnnxSession open(String graph, PackFolder read, Watchdog watchdog) {
        byte[] model = Optional.ofNullable(read.graphs().get(graph))
                .orElseThrow(() -> new PackRefused("folder", List.of(graph + " is not among the verified files")));
        return OnnxSession.open(
                graph, model, ExecutionProvider.choose(InferenceConfig.DEFAULTS), watchdog, CLOSE_MILLIS);
    }
}
