package org.earwitness.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earwitness.inference.encode.SegmentTensors;
import org.earwitness.inference.features.FeatureLayout;
import org.earwitness.inference.localize.WindowTensors;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.session.OnnxSession;
import org.earwitness.inference.session.Watchdog;

/**
 * The verified graphs of a pack, opened on a provider, and how its tensors are laid out.
 *
 * @param manifest what the pack says
 * @param encode session of {@code encode.onnx}
 * @param localize session of {@code localize.onnx}
 * @param segments layout of a segment's tensors
 * @param windows layout of a window's tensors
 */
record PackSessions(
        PackManifest manifest, OnnxSession encode, OnnxSession localize, SegmentTensors segments, WindowTensors windows)
        implements AutoCloseable {

    /**
     * Opens both graphs.
     *
     * @throws PackRefused when a graph is not what the manifest says
     * @throws ProviderRefused when the provider cannot be had
     */
    static PackSessions open(
            Path folder,
            PackManifest manifest,
            Map<String, byte[]> graphs,
            ExecutionProvider provider,
            Watchdog watchdog,
            long closeMillis) {
        List<OnnxSession> opened = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        try {
            for (String graph : List.of(GraphContract.ENCODE, GraphContract.LOCALIZE)) {
                OnnxSession session =
                        OnnxSession.openProfiled(graph, bytes(graphs, graph), provider, watchdog, closeMillis);
                opened.add(session);
                differences.addAll(GraphContract.differences(
                        graph,
                        graph.equals(GraphContract.ENCODE)
                                ? GraphContract.encode(manifest)
                                : GraphContract.localize(manifest),
                        session.signature()));
            }
            if (!differences.isEmpty()) {
                throw new PackRefused(folder.toString(), differences);
            }
            FeatureLayout layout = new FeatureLayout(manifest.features());
            return new PackSessions(
                    manifest,
                    opened.get(0),
                    opened.get(1),
                    new SegmentTensors(manifest, layout),
                    new WindowTensors(manifest, layout));
        } catch (PackRefused e) {
            opened.forEach(OnnxSession::close);
            throw new PackRefused(folder.toString(), e.differences());
        } catch (ProviderRefused e) {
            opened.forEach(OnnxSession::close);
            throw e;
        }
    }

    private static byte[] bytes(Map<String, byte[]> graphs, String graph) {
        byte[] bytes = graphs.get(graph);
        if (bytes == null) {
            throw new PackRefused("folder", List.of(graph + " is not among the verified files"));
        }
        return bytes;
    }

    /** Where the nodes of both graphs ran, after a warm run of each; asked once. */
    List<Placement> placements() {
        return List.of(encode.placement(), localize.placement());
    }

    @Override
    public void close() {
        encode.close();
        localize.close();
    }
}
