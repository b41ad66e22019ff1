package org.earwitness.app.worker;

import java.util.List;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.inference.shelf.WantedPack;
import org.earwitness.streaming.control.AssignmentProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the packs opened that are assigned when a localizer starts. The topology asks for them too, but it waits for nobody: a stream
 * that was in the hands of a pack would have to leave it because that pack was a second late.
 */
final class AssignedPacks {
    private static final Logger LOG = LoggerFactory.getLogger(AssignedPacks.class);
    /** An accelerator may compile a graph that long; the others are served meanwhile by who is ready. */
    private static final long PATIENCE_MILLIS = 600_000;

    private AssignedPacks() {}

    /** Returns once each of them is ready, refused, or not to be found. */
    static void open(ClusterAccess cluster, PackShelf shelf) {
        List<WantedPack> packs = new ModelTopic(cluster)
                .read().values().stream()
                        .flatMap(row -> row.assignment().stream())
                        .flatMap(assignment -> AssignmentProcessor.packsOf(assignment).stream())
                        .toList();
        shelf.want(packs);
        try {
            if (!shelf.awaitSettled(PATIENCE_MILLIS)) {
                LOG.warn("Some of the assigned packs are still being opened; streams change to them later: {}", packs);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
