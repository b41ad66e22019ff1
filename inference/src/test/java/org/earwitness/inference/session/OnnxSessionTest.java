package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.fixture.FixtureGraphs;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.OnnxModelWriter;
import org.earwitness.inference.pack.GraphSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
    private static final int SLOW_PRODUCTS = 150;
    private final Watchdog watchdog = new Watchdog();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stopWatchdog() {
        watchdog.close();
    }

    @Test
    void aRunReadsTheInputsThatWereFilledAndWritesTheBoundOutputs() {
        try (OnnxSession session = open(0)) {
            BoundCall call = session.bind(2);
            fill(call, 0, 0.25f);
            fill(call, 1, -0.5f);

            session.run(call, Deadline.in(10_000), () -> "");

            assertThat(call.output("audio", 0).getFloat(0)).isEqualTo(0.25f);
            assertThat(call.output("audio", 1).getFloat(0)).isEqualTo(0.5f);

            fill(call, 1, 0.125f);
            session.run(call, Deadline.in(10_000), () -> "");
            assertThat(call.output("audio", 1).getFloat(4)).isEqualTo(0.125f);
        }
    }

    @Test
    void closingWaitsForTheRunThatIsUnderWay() throws Exception {
        OnnxSession session = open(SLOW_PRODUCTS);
        BoundCall call = session.bind(1);
        fill(call, 0, 0.25f);
        CompletableFuture<Float> run = CompletableFuture.supplyAsync(() -> {
            session.run(call, Deadline.in(60_000), () -> "");
            return call.output("audio", 0).getFloat(0);
        });
        awaitRunning(session);

        session.close();

        assertThat(session.running()).isZero();
        assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(0.25f);
    }

    @Test
    void aClosedSessionRefusesAndClosingAgainDoesNothing() {
        OnnxSession session = open(0);
        BoundCall call = session.bind(1);
        session.close();
        session.close();

        assertThatThrownBy(() -> session.run(call, Deadline.in(1_000), () -> ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("encode.onnx is closed");
        assertThatThrownBy(() -> session.bind(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRunThatPassesItsDeadlineIsEndedAndTheCallCanBeUsedAgain() {
        try (OnnxSession session = open(SLOW_PRODUCTS)) {
            BoundCall call = session.bind(1);
            fill(call, 0, 0.25f);

            assertThatThrownBy(() -> session.run(call, Deadline.in(20), () -> "1 of 1 slots busy"))
                    .isInstanceOfSatisfying(
                            InferenceUnavailable.class,
                            e -> assertThat(e.isDeadline()).isTrue())
                    .hasMessage("encode.onnx was still running after 20 ms and was ended: 1 of 1 slots busy");

            session.run(call, Deadline.in(60_000), () -> "");
            assertThat(call.output("audio", 0).getFloat(0)).isEqualTo(0.25f);
        }
    }

    @Test
    void aDeadlineThatHasPassedStartsNothing() {
        try (OnnxSession session = open(0)) {
            BoundCall call = session.bind(1);

            assertThatThrownBy(() -> session.run(call, Deadline.in(0), () -> "queue full"))
                    .isInstanceOf(InferenceUnavailable.class)
                    .hasMessage("encode.onnx was not started within 0 ms: queue full");
        }
    }

    @Test
    void twoRunsMayNotShareOneCall() throws Exception {
        try (OnnxSession session = open(SLOW_PRODUCTS)) {
            BoundCall call = session.bind(1);
            CompletableFuture<Void> run =
                    CompletableFuture.runAsync(() -> session.run(call, Deadline.in(60_000), () -> ""));
            awaitRunning(session);

            assertThatThrownBy(() -> session.run(call, Deadline.in(60_000), () -> ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("each caller needs its own");
            run.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFailureOfTheRuntimeIsNotADeadline() {
        OnnxModelWriter graph = new OnnxModelWriter("failing");
        graph.input("x", OnnxModelWriter.Type.FLOAT32, -1, 4).output("y", OnnxModelWriter.Type.FLOAT32, -1, 3);
        graph.node("Reshape", "y", new String[] {"x", graph.longs("shape", -1, 3)});
        try (OnnxSession session = open(graph.toBytes())) {
            BoundCall call = session.bind(1);

            assertThatThrownBy(() -> session.run(call, Deadline.in(10_000), () -> ""))
                    .isInstanceOfSatisfying(
                            InferenceUnavailable.class,
                            e -> assertThat(e.isDeadline()).isFalse())
                    .hasMessageStartingWith("encode.onnx failed: ");
        }
    }

    @Test
    void weightsThatAreStoredAsWholeNumbersBecomeFloatsWhenTheSessionStarts() throws Exception {
        OnnxModelWriter graph = new OnnxModelWriter("stored");
        graph.input("x", OnnxModelWriter.Type.FLOAT32, -1, 2).output("y", OnnxModelWriter.Type.FLOAT32, -1, 3);
        String whole = graph.bytes("stored", new long[] {2, 3}, new byte[] {127, -127, 2, 0, 64, -4});
        String cast = graph.node("Cast", "whole", new String[] {whole}, "to", 1L);
        String scale = graph.floats("scale", new long[] {1, 3}, 0.5f, 0.25f, 2);
        String weights = graph.node("Mul", "weights", new String[] {cast, scale});
        graph.node("MatMul", "y", new String[] {"x", weights});
        try (OnnxSession session = open(graph.toBytes())) {
            BoundCall call = session.bind(1);
            call.input("x", 0).putFloat(0, 1).putFloat(4, 2);

            session.run(call, Deadline.in(10_000), () -> "");

            assertThat(List.of(
                            call.output("y", 0).getFloat(0),
                            call.output("y", 0).getFloat(4),
                            call.output("y", 0).getFloat(8)))
                    .containsExactly(63.5f, 0.25f, -12f);
        }
        assertThat(optimized(graph.toBytes())).contains("MatMul").doesNotContain("Cast_");
    }

    /** The nodes that are left when a session has started, as the runtime writes them. */
    private String optimized(byte[] model) throws Exception {
        Path file = folder.resolve("optimized.onnx");
        try (var options = cpu().sessionOptions(() -> new GraphSignature(Map.of(), Map.of(), Map.of()))) {
            options.setOptimizedModelFilePath(file.toString());
            OrtEnvironment.getEnvironment().createSession(model, options).close();
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytesThatAreNoGraphAreRefused() {
        assertThatThrownBy(() -> open(new byte[] {1, 2, 3}))
                .isInstanceOf(PackRefused.class)
                .hasMessageContaining("encode.onnx cannot be opened by the runtime");
    }

    private OnnxSession open(int products) {
        return open(new FixtureGraphs(FixtureOptions.USUAL.withProducts(products))
                .encode()
                .toBytes());
    }

    private OnnxSession open(byte[] model) {
        return OnnxSession.open("encode.onnx", model, cpu(), watchdog, 60_000);
    }

    private static ExecutionProvider cpu() {
        return ExecutionProvider.choose(
                InferenceConfig.DEFAULTS,
                EnumSet.of(OrtProvider.CPU),
                new AcceleratorLibraries(new NativeLibraries(List.of()), Optional.empty()));
    }

    private static void fill(BoundCall call, int row, float sample) {
        var waveform = call.input("waveform", row);
        for (int i = 0; i < 16_000; i++) {
            waveform.putFloat(4 * i, sample);
        }
        call.input("audio_mask", row).putFloat(0, 1);
    }

    private static void awaitRunning(OnnxSession session) {
        Deadline deadline = Deadline.in(10_000);
        while (session.running() == 0) {
            assertThat(deadline.hasPassed()).as("no run began").isFalse();
            Thread.onSpinWait();
        }
    }
}
