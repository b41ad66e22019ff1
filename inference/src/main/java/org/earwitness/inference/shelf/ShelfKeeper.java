package org.earwitness.inference.shelf;

import org.earwitness.inference.session.NativeMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that tends a shelf, from its start to its close. Close it before the shelf. */
public final class ShelfKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShelfKeeper.class);
    private static final long TURN_MILLIS = 1_000;
    private static final long END_MILLIS = 10_000;

    private final PackShelf shelf;
    private final Runnable afterClosing;
    private final Thread thread = new Thread(this::tend, "pack-shelf");
    private volatile boolean ending;

    private ShelfKeeper(PackShelf shelf, Runnable afterClosing) {
        this.shelf = shelf;
        this.afterClosing = afterClosing;
    }

    /** Begins to tend a shelf; what closed packs leave behind of native memory goes back to the system. */
    public static ShelfKeeper of(PackShelf shelf) {
        return of(shelf, NativeMemory::giveBack);
    }

    /** @param afterClosing what is done each time packs were closed */
    static ShelfKeeper of(PackShelf shelf, Runnable afterClosing) {
        ShelfKeeper keeper = new ShelfKeeper(shelf, afterClosing);
        keeper.thread.setDaemon(true);
        keeper.thread.start();
        return keeper;
    }

    /** Ends the thread; a pack that is being opened right now is left to it. */
    @Override
    public void close() {
        ending = true;
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tend() {
        try {
            while (!ending && !shelf.isClosing()) {
                try {
                    if (shelf.tend() > 0) {
                        afterClosing.run();
                    }
                } catch (RuntimeException e) { // a pack that cannot be closed must not keep the next from being opened
                    LOG.error("The packs could not be tended; going on.", e);
                }
                shelf.awaitWork(TURN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
