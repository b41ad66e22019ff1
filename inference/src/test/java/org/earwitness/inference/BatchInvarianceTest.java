package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.inference.fixture.FixtureSegments.pictureless;
import static org.earwitness.inference.fixture.FixtureSegments.segment;
import static org.earwitness.inference.fixture.FixtureSegments.soundless;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.encode.FrameDecoder;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.inference.session.BoundCall;
import org.earwitness.inference.session.Deadline;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.session.Watchdog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event must not depend on who else was in the engine at the time. */
class BatchInvarianceTest {
    private static final int MOST = 8;
    private static final InferenceConfig CONFIG = InferenceConfig.DEFAULTS;
    private static final List<SegmentInput> SEGMENTS = List.of(
            segment(new Color(200, 40, 60), 0.3),
            segment(new Color(40, 180, 60), 0.09),
            soundless(Color.BLUE),
            segment(new Color(120, 70, 60), 0.5),
            pictureless(0.2),
            segment(Color.WHITE, 0.05),
            segment(new Color(30, 60, 190), 0.11),
            segment(Color.BLACK, 0));

    @TempDir
    Path folder;

    @Test
    void onTheCpuEveryCallHasTheSameBitsHoweverManyCall() throws Exception {
        InferenceConfig threeSlots = config(3, List.of());
        try (InferenceEngine engine =
                OnnxInferenceEngine.open(FixturePack.writeTo(folder), threeSlots, new SimpleMeterRegistry())) {
            List<Localization> alone =
                    SEGMENTS.stream().map(input -> answer(engine, input)).toList();

            assertThat(manyTimes(engine, 6)).isEqualTo(repeated(alone, 6));
        }
    }

    @Test
    void gatheredCallsGiveTheSameEventsAsSingleOnes() throws Exception {
        FixturePack.writeTo(folder);
        List<Localization> alone;
        try (InferenceEngine engine = OnnxInferenceEngine.open(folder, CONFIG, new SimpleMeterRegistry())) {
            alone = SEGMENTS.stream().map(input -> answer(engine, input)).toList();
        }
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (InferenceEngine engine =
                OnnxInferenceEngine.open(folder, CONFIG, ExecutionProvider.choose(CONFIG), Optional.of(true), meters)) {
            assertThat(manyTimes(engine, 4)).isEqualTo(repeated(alone, 4));
        }
        assertThat(meters.summary("earwitness.inference.batch.fill", "graph", "encode")
                        .max())
                .isGreaterThan(1);
    }

    @Test
    void aBatchInASmallerBucketGivesTheSameEvents() throws Exception {
        FixturePack.writeTo(folder);
        List<Localization> alone;
        try (InferenceEngine engine = OnnxInferenceEngine.open(folder, CONFIG, new SimpleMeterRegistry())) {
            alone = SEGMENTS.stream().map(input -> answer(engine, input)).toList();
        }
        InferenceConfig buckets = config(0, List.of(1, 3));
        try (InferenceEngine engine = OnnxInferenceEngine.open(
                folder, buckets, ExecutionProvider.choose(buckets), Optional.of(true), new SimpleMeterRegistry())) {
            assertThat(SEGMENTS.stream().map(input -> answer(engine, input)).toList())
                    .isEqualTo(alone);
            assertThat(manyTimes(engine, 4)).isEqualTo(repeated(alone, 4));
        }
    }

    @Test
    void everyBucketAndPositionGivesTheSameEvent() {
        PackFolder pack = PackFolder.read(FixturePack.writeTo(folder, FixtureOptions.USUAL));
        try (Watchdog watchdog = new Watchdog();
                PackSessions sessions = PackSessions.open(
                        folder,
                        pack.manifest().orElseThrow(),
                        pack.graphs(),
                        ExecutionProvider.choose(CONFIG),
                        watchdog,
                        60_000)) {
            List<Features> features = encode(sessions, SEGMENTS, 1).stream().toList();
            List<Localization> expected = localize(sessions, windows(features), 1);
            for (int bucket = 1; bucket <= MOST; bucket++) {
                for (int shift = 0; shift < MOST; shift++) {
                    List<SegmentInput> shifted = rotated(SEGMENTS, shift);
                    List<Features> encoded = encode(sessions, shifted, bucket);
                    List<Localization> localized = localize(sessions, windows(encoded), bucket);

                    assertThat(localized)
                            .as("bucket of %d, shifted by %d", bucket, shift)
                            .isEqualTo(rotated(expected, shift));
                }
            }
        }
    }

    private static InferenceConfig config(int permits, List<Integer> buckets) {
        return new InferenceConfig(
                InferenceConfig.Provider.CPU,
                0,
                permits,
                8,
                buckets,
                2,
                CONFIG.deadlineMillis(),
                false,
                Optional.empty());
    }

    /** Encodes segments in buckets of one size; the last is padded. */
    private static List<Features> encode(PackSessions sessions, List<SegmentInput> inputs, int bucket) {
        BoundCall call = sessions.encode().bind(bucket);
        List<Features> features = new ArrayList<>();
        try (FrameDecoder decoder = new FrameDecoder(2, 32)) {
            for (int first = 0; first < inputs.size(); first += bucket) {
                int count = Math.min(bucket, inputs.size() - first);
                for (int row = 0; row < bucket; row++) {
                    if (row < count) {
                        SegmentInput input = inputs.get(first + row);
                        if (input.hasPicture()) {
                            decoder.decode(input.frames(), call.input(GraphContract.FRAMES, row));
                        }
                        sessions.segments().fill(call, row, input);
                    } else {
                        sessions.segments().clear(call, row);
                    }
                }
                sessions.encode().run(call, Deadline.in(60_000), () -> "");
                for (int row = 0; row < count; row++) {
                    features.add(sessions.segments().read(call, row));
                }
            }
        }
        return features;
    }

    private static List<Localization> localize(PackSessions sessions, List<FeatureWindow> windows, int bucket) {
        BoundCall call = sessions.localize().bind(bucket);
        List<Localization> localizations = new ArrayList<>();
        for (int first = 0; first < windows.size(); first += bucket) {
            int count = Math.min(bucket, windows.size() - first);
            for (int row = 0; row < bucket; row++) {
                if (row < count) {
                    sessions.windows().fill(call, row, windows.get(first + row));
                } else {
                    sessions.windows().clear(call, row);
                }
            }
            sessions.localize().run(call, Deadline.in(60_000), () -> "");
            for (int row = 0; row < count; row++) {
                localizations.add(sessions.windows().read(call, row, windows.get(first + row)));
            }
        }
        return localizations;
    }

    private static List<FeatureWindow> windows(List<Features> features) {
        return features.stream().map(target -> window(target, true, true)).toList();
    }

    private static FeatureWindow window(Features target, boolean picture, boolean sound) {
        List<Optional<Position>> positions = new ArrayList<>(Collections.nCopies(8, Optional.empty()));
        positions.add(Optional.of(new Position(target, false, true)));
        positions.add(Optional.of(new Position(target, picture, sound)));
        return new FeatureWindow(positions);
    }

    private static Localization answer(InferenceEngine engine, SegmentInput input) {
        return engine.localize(window(engine.encode(input), input.hasPicture(), input.hasSound()));
    }

    private static List<Localization> manyTimes(InferenceEngine engine, int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<CompletableFuture<Localization>> answers = new ArrayList<>();
            for (int time = 0; time < times; time++) {
                for (SegmentInput input : SEGMENTS) {
                    answers.add(CompletableFuture.supplyAsync(() -> answer(engine, input), threads));
                }
            }
            List<Localization> localizations = new ArrayList<>();
            for (CompletableFuture<Localization> answer : answers) {
                localizations.add(answer.get(60, TimeUnit.SECONDS));
            }
            return localizations;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> List<T> repeated(List<T> list, int times) {
        List<T> repeated = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            repeated.addAll(list);
        }
        return repeated;
    }

    private static <T> List<T> rotated(List<T> list, int shift) {
        List<T> rotated = new ArrayList<>(list);
        Collections.rotate(rotated, shift);
        return rotated;
    }
}
