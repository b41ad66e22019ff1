package org.earwitness.endtoend;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;

/** An engine that lets every call wait for its deadline, as a dead accelerator does, until it is told to work again. */
final class HangingEngine implements InferenceEngine {
    private final InferenceEngine sound;
    private final long deadlineMillis;
    private final CountDownLatch works = new CountDownLatch(1);

    /** @param sound what answers once it works; closed with this */
    HangingEngine(InferenceEngine sound, long deadlineMillis) {
        this.sound = sound;
        this.deadlineMillis = deadlineMillis;
    }

    /** Answers from now on. */
    void work() {
        works.countDown();
    }

    @Override
    public ModelPack pack() {
        return sound.pack();
    }

    @Override
    public Features encode(SegmentInput input) {
        hang();
        return sound.encode(input);
    }

    @Override
    public Localization localize(FeatureWindow window) {
        hang();
        return sound.localize(window);
    }

    @Override
    public void close() {
        sound.close();
    }

    private void hang() {
        try {
            if (!works.await(deadlineMillis, TimeUnit.MILLISECONDS)) {
                throw InferenceUnavailable.deadline("no answer within " + deadlineMillis + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InferenceUnavailable.failure("interrupted", e);
        }
    }
}
