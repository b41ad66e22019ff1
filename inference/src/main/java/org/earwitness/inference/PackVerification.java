package org.earwitness.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.pack.GraphSignature;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.inference.session.OnnxSession;

/**
 * What a pack's folder contains and whether it holds what it says: manifest, digests, and the border of each graph. All
 * differences are listed, not only the first. Graphs are opened on the CPU; one whose digest differs is not opened at all.
 *
 * @param folder the folder that was looked at
 * @param manifest what {@code pack.yaml} says, when it could be read
 * @param pack the pack as events will name it, when {@code pack.yaml} could be read
 * @param digests SHA-256 of each graph file that is there, by file name
 * @param differences everything that does not hold, a sentence or two each; empty when the pack is good
 */
public record PackVerification(
        Path folder,
        Optional<PackManifest> manifest,
        Optional<ModelPack> pack,
        Map<String, String> digests,
        List<String> differences) {

    public PackVerification {
        digests = Collections.unmodifiableMap(new TreeMap<>(digests));
        differences = List.copyOf(differences);
    }

    /** Looks at a folder. Nothing is thrown for a pack that does not hold. */
    public static PackVerification of(Path folder) {
        PackFolder read = PackFolder.read(folder);
        List<String> differences = new ArrayList<>(read.differences());
        read.manifest().ifPresent(manifest -> {
            compare(read, GraphContract.ENCODE, GraphContract.encode(manifest), differences);
            compare(read, GraphContract.LOCALIZE, GraphContract.localize(manifest), differences);
        });
        return new PackVerification(folder, read.manifest(), read.pack(), read.digests(), differences);
    }

    /** Whether nothing differs. */
    public boolean holds() {
        return differences.isEmpty();
    }

    private static void compare(PackFolder read, String graph, GraphSignature wanted, List<String> differences) {
        byte[] model = read.graphs().get(graph);
        if (model != null) {
            try {
                differences.addAll(GraphContract.differences(graph, wanted, OnnxSession.look(graph, model)));
            } catch (PackRefused e) {
                differences.addAll(e.differences());
            }
        }
    }
}
