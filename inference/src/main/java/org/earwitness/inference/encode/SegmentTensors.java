package org.earwitness.inference.encode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.earwitness.inference.Features;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.features.FeatureLayout;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.BoundCall;

/**
 * Lays a segment out for {@code encode.onnx} and takes its features from there (models.md section 6.1). A track that is
 * missing is given as zeros and masked. Immutable; any thread, each with its own call.
 */
public final class SegmentTensors {
    private final TensorType samples;
    private final FeatureLayout layout;

    public SegmentTensors(PackManifest manifest, FeatureLayout layout) {
        this.samples = manifest.audio().type();
        this.layout = layout;
    }

    /** Fills everything but the pixels of one row; they are zeroed when there is no picture. */
    public void fill(BoundCall call, int row, SegmentInput input) {
        if (!input.hasPicture()) {
            zero(call.input(GraphContract.FRAMES, row));
        }
        ByteBuffer waveform = call.input(GraphContract.WAVEFORM, row);
        if (!input.hasSound()) {
            zero(waveform);
        } else if (samples == TensorType.INT16) {
            copySamples(input.audio(), waveform);
        } else {
            scaleSamples(input.audio(), waveform);
        }
        mask(call, row, input.hasPicture(), input.hasSound());
    }

    /** Empties one row: what a padded batch holds behind its last segment. */
    public void clear(BoundCall call, int row) {
        zero(call.input(GraphContract.FRAMES, row));
        zero(call.input(GraphContract.WAVEFORM, row));
        mask(call, row, false, false);
    }

    /** The features of one row after a run. */
    public Features read(BoundCall call, int row) {
        return layout.store(name -> call.output(name, row));
    }

    private void mask(BoundCall call, int row, boolean picture, boolean sound) {
        if (call.takes(GraphContract.VISUAL_MASK)) {
            call.input(GraphContract.VISUAL_MASK, row).putFloat(0, picture ? 1 : 0);
        }
        if (call.takes(GraphContract.AUDIO_MASK)) {
            call.input(GraphContract.AUDIO_MASK, row).putFloat(0, sound ? 1 : 0);
        }
    }

    /** 16 bit little-endian to floats in [-1, 1): divided by 32768, as the packs were trained. */
    static void scaleSamples(ByteBuffer pcm, ByteBuffer floats) {
        ByteBuffer source = pcm.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int from = source.position();
        int count = source.remaining() / 2;
        for (int i = 0; i < count; i++) {
            floats.putFloat(4 * i, source.getShort(from + 2 * i) * (1f / 32_768f));
        }
    }

    private static void copySamples(ByteBuffer pcm, ByteBuffer samples) {
        ByteBuffer source = pcm.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int from = source.position();
        int count = source.remaining() / 2;
        for (int i = 0; i < count; i++) {
            samples.putShort(2 * i, source.getShort(from + 2 * i));
        }
    }

    private static void zero(ByteBuffer row) {
        int longs = row.capacity() / 8;
        for (int i = 0; i < longs; i++) {
            row.putLong(8 * i, 0);
        }
        for (int i = longs * 8; i < row.capacity(); i++) {
            row.put(i, (byte) 0);
        }
    }
}
