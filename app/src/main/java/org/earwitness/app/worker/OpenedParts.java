package org.earwitness.app.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of a process that were opened one after the other and are closed in the opposite order; one that fails to close does
 * not keep the others open. One thread opens and closes.
 */
public final class OpenedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedParts.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable part) {}

    /** Remembers a part that was just opened, and gives it back. */
    public <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part next = parts.pop();
            try {
                next.part().close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception failed) { // whatever it is, the other parts must be closed too
                LOG.warn("{} could not be closed: {}", next.name(), failed.getMessage(), failed);
            }
        }
    }
}
