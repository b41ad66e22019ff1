package org.earwitness.inference.shelf;

import org.earwitness.inference.InferenceEngine;

/** An engine that stays open until this is closed. One thread; close it as soon as the call is done. */
public final class Lease implements AutoCloseable {
    private final InferenceEngine engine;
    private final Runnable giveBack;

    Lease(InferenceEngine engine, Runnable giveBack) {
        this.engine = engine;
        this.giveBack = giveBack;
    }

    /** The engine. */
    public InferenceEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
