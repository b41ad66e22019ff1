package org.earwitness.bench.engine;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.encode.FrameDecoder;

/**
 * The peer's way: a plain loop over the same two graphs. Features stay floats in arrays and the label is the largest
 * probability; there is no deadline, no permit, no half precision, no rounding, no meter and no check.
 */
final class BareStep implements SegmentStep {
    private static final float FULL_SCALE = 1f / 32_768f;

    private final PackManifest manifest;
    private final BareGraph encode;
    private final BareGraph localize;
    private final FrameDecoder decoder;
    private final boolean decodes;
    private final Map<String, float[]> windows = new LinkedHashMap<>();
    private int taken;

    private BareStep(PackManifest manifest, BareGraph encode, BareGraph localize, boolean decodes) {
        this.manifest = manifest;
        this.encode = encode;
        this.localize = localize;
        this.decoder =
                new FrameDecoder(manifest.visual().frames(), manifest.visual().size());
        this.decodes = decodes;
        manifest.features().list().stream()
                .filter(feature -> localize.inputNames().contains(feature.name()))
                .forEach(feature -> windows.put(feature.name(), new float[feature.elements() * manifest.window()]));
    }

    /**
     * Opens both graphs of a pack.
     *
     * @param decodes whether it decodes the frames of each second, as the engine must; if not, it looks at one picture for ever
     */
    static BareStep open(Path pack, PackManifest manifest, boolean decodes) {
        try {
            BareGraph encode = BareGraph.open(pack.resolve("encode.onnx"));
            return new BareStep(manifest, encode, BareGraph.open(pack.resolve("localize.onnx")), decodes);
        } catch (OrtException e) {
            throw new IllegalStateException("the graphs of " + pack + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Another stream over the same sessions, for a thread of its own; closed before the one it came from. */
    BareStep beside() {
        try {
            return new BareStep(manifest, encode.beside(), localize.beside(), decodes);
        } catch (OrtException e) {
            throw new IllegalStateException("no tensors for another stream: " + e.getMessage(), e);
        }
    }

    @Override
    public int take(Second second) {
        try {
            encode(second);
            localize();
            return largest(localize.memory("probabilities"), manifest.labels().size());
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "the graphs of pack " + manifest.name() + " do not run: " + e.getMessage(), e);
        }
    }

    private void encode(Second second) throws OrtException {
        if (decodes || taken == 0) {
            List<ByteBuffer> frames = new ArrayList<>(second.frames());
            decoder.decode(frames, encode.memory("frames"));
        }
        ByteBuffer waveform = encode.memory("waveform");
        ByteBuffer samples = second.audio().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < manifest.audio().samples(); i++) {
            waveform.putFloat(4 * i, samples.getShort(2 * i) * FULL_SCALE);
        }
        encode.memory("visual_mask").putFloat(0, 1);
        encode.memory("audio_mask").putFloat(0, 1);
        encode.run();
        taken++;
    }

    private void localize() throws OrtException {
        int window = manifest.window();
        windows.forEach((name, values) -> {
            int size = values.length / window;
            System.arraycopy(values, size, values, 0, values.length - size);
            encode.memory(name).asFloatBuffer().get(values, values.length - size, size);
            localize.memory(name).asFloatBuffer().put(values);
        });
        for (int position = 0; position < window; position++) {
            float present = position >= window - taken ? 1 : 0;
            localize.memory("visual_mask").putFloat(4 * position, present);
            localize.memory("audio_mask").putFloat(4 * position, present);
        }
        localize.run();
    }

    private static int largest(ByteBuffer probabilities, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            if (probabilities.getFloat(4 * i) > probabilities.getFloat(4 * largest)) {
                largest = i;
            }
        }
        return largest;
    }

    @Override
    public void close() {
        try (encode;
                localize) {
            decoder.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the graphs of pack " + manifest.name() + " cannot be closed", e);
        }
    }
}
