package org.earwitness.app.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.ProviderRefused;

/**
 * An engine that is being opened on a thread of its own while other parts start, because loading the runtime and a pack takes
 * about as long as a broker. Closing closes the engine, also one that becomes ready later.
 */
public final class EngineOpening implements AutoCloseable {
    private final CompletableFuture<InferenceEngine> opening = new CompletableFuture<>();

    private EngineOpening() {}

    /**
     * Begins to open a pack.
     *
     * @throws CommandFailed when there is no such folder, which needs no runtime to see
     */
    public static EngineOpening begin(Path pack, InferenceConfig config, MeterRegistry meters) {
        if (!Files.isDirectory(pack)) {
            throw CommandFailed.unusableInput("there is no pack in " + pack.toAbsolutePath()
                    + ". Name the folder of one with --pack, or run ./earwitness from the project it came with.");
        }
        EngineOpening begun = new EngineOpening();
        Thread thread = new Thread(() -> begun.open(pack, config, meters), "engine-opening");
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    /**
     * The engine, once it is open.
     *
     * @throws CommandFailed when the pack or the provider was refused; the sentence says why
     */
    public InferenceEngine engine() {
        try {
            return opening.join();
        } catch (CompletionException failed) {
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            if (cause instanceof PackRefused || cause instanceof ProviderRefused) {
                throw CommandFailed.unusableInput(String.valueOf(cause.getMessage()));
            }
            throw CommandFailed.failed("the engine cannot be opened: " + cause, cause);
        }
    }

    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Nobody waits: an engine that opens later is closed by the thread that opens
    // it.
    public void close() {
        opening.thenAccept(InferenceEngine::close);
    }

    private void open(Path pack, InferenceConfig config, MeterRegistry meters) {
        try {
            opening.complete(OnnxInferenceEngine.open(pack, config, meters));
        } catch (Throwable failed) { // top of a thread: whoever waits has to learn of anything
            opening.completeExceptionally(failed);
        }
    }
}
