package org.earwitness.bench.calls;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.Features;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.PackManifest.StoredFeatures;
import org.earwitness.inference.features.FeatureLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Storing a feature of 512 floats and reading it back, in half precision and, its plain twin, in single precision. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FeatureLayoutBenchmark {
    private static final int FLOATS = 512;

    /** How a float is stored. */
    @Param
    Storage storage = Storage.FLOAT16;

    private final ByteBuffer values =
            ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer target =
            ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.nativeOrder());
    private FeatureLayout layout = layout(storage);
    private Features stored = layout.store(name -> values);

    /** Fills the feature with values like a network's. */
    @Setup
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < FLOATS; i++) {
            values.putFloat(4 * i, (float) random.nextGaussian());
        }
        layout = layout(storage);
        stored = layout.store(name -> values);
    }

    private static FeatureLayout layout(Storage storage) {
        return new FeatureLayout(new StoredFeatures(storage, List.of(new Feature("attended", List.of(FLOATS)))));
    }

    /** What every segment pays once. */
    @Benchmark
    public Features store() {
        return layout.store(name -> values);
    }

    /** What every segment pays for each position of its window. */
    @Benchmark
    public ByteBuffer load() {
        layout.load("attended", layout.open(stored), target, 0);
        return target;
    }
}
