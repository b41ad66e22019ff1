package org.earwitness.inference;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the nodes of one graph ran, as the runtime's own profile of a warm call says: what was measured, not what was asked for.
 * A provider that cannot run a node leaves it to the CPU without a word.
 *
 * @param graph file name of the graph
 * @param wanted the runtime's name of the provider that was asked for, as {@code CUDAExecutionProvider}
 * @param shares what each provider ran, by the runtime's name of it; empty when nothing was measured
 */
public record Placement(String graph, String wanted, Map<String, Share> shares) {
    private static final double HALF = 0.5;

    public Placement {
        shares = Collections.unmodifiableMap(new TreeMap<>(shares));
    }

    /**
     * What one provider ran.
     *
     * @param nodes how many nodes; a part of the graph that a provider compiled counts as one
     * @param timeShare its share of the time the call's thread spent in nodes, 0 to 1; an accelerator's is that of launching
     */
    public record Share(int nodes, double timeShare) {}

    /** How many nodes ran, wherever. */
    public int nodes() {
        return shares.values().stream().mapToInt(Share::nodes).sum();
    }

    /**
     * Why this is not what was asked for, in a sentence; empty when it is. Nodes on the CPU are usual where they only compute
     * shapes, so what counts is their time.
     */
    public Optional<String> complaint() {
        if (shares.isEmpty()) {
            return Optional.empty();
        }
        Share asked = Optional.ofNullable(shares.get(wanted)).orElse(new Share(0, 0));
        double elsewhere = 1 - asked.timeShare();
        if (asked.nodes() > 0 && elsewhere <= HALF) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: %d of %d nodes, %.0f %% of the time, did not run on %s",
                graph,
                nodes() - asked.nodes(),
                nodes(),
                100 * elsewhere,
                wanted));
    }
}
