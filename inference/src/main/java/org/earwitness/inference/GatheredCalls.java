package org.earwitness.inference;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.batch.BatchLimits;
import org.earwitness.inference.batch.Callers;
import org.earwitness.inference.batch.DynamicBatcher;
import org.earwitness.inference.encode.FrameDecoder;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.BoundCall;
import org.earwitness.inference.session.Deadline;

/**
 * An accelerator's way: the calls of all threads are gathered and padded to one of a few sizes, the buckets. Frames are decoded on the
 * callers' threads, so that the device never waits for a JPEG.
 */
final class GatheredCalls implements GraphCalls {
    /** Most calls inside; more threads than this on one process are a mistake. */
    private static final int MOST_CALLS = 1_024;

    private final PackSessions sessions;
    private final InferenceMeters meters;
    private final Callers callers = new Callers(System::nanoTime);
    /** One a bucket, the smallest first. */
    private final List<BoundCall> encodeCalls;

    private final List<BoundCall> localizeCalls;
    private final DynamicBatcher<Pictured, Features> encodes;
    private final DynamicBatcher<FeatureWindow, Localization> localizes;
    private final ConcurrentLinkedDeque<Picture> idle = new ConcurrentLinkedDeque<>();

    GatheredCalls(PackSessions sessions, InferenceConfig config, long closeMillis, InferenceMeters meters) {
        this.sessions = sessions;
        this.meters = meters;
        encodeCalls = config.allBuckets().stream()
                .map(rows -> sessions.encode().bind(rows))
                .toList();
        localizeCalls = config.allBuckets().stream()
                .map(rows -> sessions.localize().bind(rows))
                .toList();
        BatchLimits limits = new BatchLimits(
                config.batchSize(), TimeUnit.MILLISECONDS.toNanos(config.batchDelayMillis()), MOST_CALLS, closeMillis);
        encodes = new DynamicBatcher<>(
                GraphContract.ENCODE,
                limits,
                this::encodeBatch,
                () -> callers.expected() - localizing(),
                System::nanoTime,
                meters.fill("encode"),
                meters.waitTimer());
        localizes = new DynamicBatcher<>(
                GraphContract.LOCALIZE,
                limits,
                this::localizeBatch,
                () -> callers.expected() - encoding(),
                System::nanoTime,
                meters.fill("localize"),
                meters.waitTimer());
    }

    // Each batcher asks about the other only once it runs, when both are there.
    private int localizing() {
        return localizes.pending();
    }

    private int encoding() {
        return encodes.pending();
    }

    @Override
    public Features encode(SegmentInput input, Deadline deadline) {
        callers.enter();
        Optional<Picture> picture = input.hasPicture() ? Optional.of(takePicture()) : Optional.empty();
        try {
            picture.ifPresent(taken -> meters.decode(() -> taken.decoder().decode(input.frames(), taken.pixels())));
            Pictured pictured = new Pictured(input, picture.map(Picture::pixels));
            return encodes.ask(pictured, deadline);
        } finally {
            picture.ifPresent(idle::addFirst);
            callers.leave();
        }
    }

    @Override
    public Localization localize(FeatureWindow window, Deadline deadline) {
        callers.enter();
        try {
            return localizes.ask(window, deadline);
        } finally {
            callers.leave();
        }
    }

    @Override
    public void warm(Deadline deadline) {
        for (BoundCall call : encodeCalls) {
            for (int row = 0; row < call.rows(); row++) {
                sessions.segments().clear(call, row);
            }
            sessions.encode().run(call, deadline, () -> "warming " + call.rows() + " rows");
        }
        for (BoundCall call : localizeCalls) {
            for (int row = 0; row < call.rows(); row++) {
                sessions.windows().clear(call, row);
            }
            sessions.localize().run(call, deadline, () -> "warming " + call.rows() + " rows");
        }
    }

    /** The smallest bucket that holds so many. */
    private static BoundCall bucket(List<BoundCall> calls, int count) {
        return calls.stream()
                .filter(call -> call.rows() >= count)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bucket holds " + count));
    }

    private List<Features> encodeBatch(List<Pictured> batch, Deadline deadline) {
        BoundCall encodeCall = bucket(encodeCalls, batch.size());
        for (int row = 0; row < encodeCall.rows(); row++) {
            if (row < batch.size()) {
                Pictured pictured = batch.get(row);
                int target = row;
                pictured.pixels().ifPresent(pixels -> {
                    ByteBuffer frames = encodeCall.input(GraphContract.FRAMES, target);
                    frames.put(0, pixels, 0, frames.capacity());
                });
                sessions.segments().fill(encodeCall, row, pictured.input());
            } else {
                sessions.segments().clear(encodeCall, row);
            }
        }
        meters.encode(() -> sessions.encode().run(encodeCall, deadline, () -> "a batch of " + batch.size()));
        List<Features> features = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            features.add(sessions.segments().read(encodeCall, row));
        }
        return features;
    }

    private List<Localization> localizeBatch(List<FeatureWindow> batch, Deadline deadline) {
        BoundCall localizeCall = bucket(localizeCalls, batch.size());
        for (int row = 0; row < localizeCall.rows(); row++) {
            if (row < batch.size()) {
                sessions.windows().fill(localizeCall, row, batch.get(row));
            } else {
                sessions.windows().clear(localizeCall, row);
            }
        }
        meters.localize(() -> sessions.localize().run(localizeCall, deadline, () -> "a batch of " + batch.size()));
        List<Localization> localizations = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            localizations.add(sessions.windows().read(localizeCall, row, batch.get(row)));
        }
        return localizations;
    }

    private Picture takePicture() {
        PackManifest.Visual visual = sessions.manifest().visual();
        return Optional.ofNullable(idle.pollFirst())
                .orElseGet(() -> new Picture(
                        new FrameDecoder(visual.frames(), visual.size()),
                        ByteBuffer.allocateDirect(visual.frameBytes() + 64).slice(0, visual.frameBytes())));
    }

    @Override
    public void close() {
        encodes.close();
        localizes.close();
        idle.forEach(picture -> picture.decoder().close());
    }

    /**
     * Room for one segment's pixels, kept for the next one.
     *
     * @param decoder fills it
     * @param pixels direct, uint8 [frames, size, size, 3]
     */
    private record Picture(FrameDecoder decoder, ByteBuffer pixels) {}

    /**
     * A segment whose frames are decoded.
     *
     * @param input the segment
     * @param pixels of its frames, when it has a picture
     */
    private record Pictured(SegmentInput input, Optional<ByteBuffer> pixels) {}
}
