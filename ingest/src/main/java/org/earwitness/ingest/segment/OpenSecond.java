package org.earwitness.ingest.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.VideoTrack;
import org.jspecify.annotations.Nullable;

/** A second that is still being filled: N slots for frames and 16,000 places for samples. */
final class OpenSecond {
    /** Louder than this a second is not silent: -66 dBFS, above the rounding noise of lossy codecs, below any room. */
    static final int SILENT_PEAK = 16;

    /** Less sound than this is a codec's padding that leaked over the boundary, not a track. */
    static final int LEAST_SAMPLES = SegmentClock.SAMPLES_PER_SECOND / 10;

    private static final int BYTES_PER_SAMPLE = 2;
    private static final byte[] NO_SOUND = new byte[0];

    private final long index;
    private final @Nullable ChosenFrame[] slots;
    private byte[] audio = NO_SOUND;
    private int samples;

    OpenSecond(long index, SegmentClock clock) {
        this.index = index;
        this.slots = new ChosenFrame[clock.framesPerSecond()];
    }

    boolean hasFrames() {
        for (ChosenFrame frame : slots) {
            if (frame != null) {
                return true;
            }
        }
        return false;
    }

    void show(int slot, ChosenFrame frame) {
        slots[slot] = frame;
    }

    /** Copies samples to their places in the second; places that nobody writes stay zero. */
    void hear(int firstSample, byte[] pcm, int offset, int count) {
        if (audio.length == 0) {
            audio = new byte[SegmentClock.SAMPLES_PER_SECOND * BYTES_PER_SAMPLE];
        }
        System.arraycopy(pcm, offset, audio, firstSample * BYTES_PER_SAMPLE, count * BYTES_PER_SAMPLE);
        samples += count;
    }

    Second close(long durationMicros) {
        List<ChosenFrame> frames = filled();
        boolean heard = samples >= leastSamples(durationMicros);
        return new Second(
                index,
                durationMicros,
                frames,
                heard ? audio : NO_SOUND,
                heard ? samples : 0,
                videoTrack(frames),
                heard ? soundTrack() : AudioTrack.MISSING);
    }

    /** All slots, those without a frame of their own given the one shown before, at the beginning the first one. */
    private List<ChosenFrame> filled() {
        Optional<ChosenFrame> shown = first();
        if (shown.isEmpty()) {
            return List.of();
        }
        ChosenFrame last = shown.get();
        List<ChosenFrame> frames = new ArrayList<>(slots.length);
        for (ChosenFrame slot : slots) {
            last = slot == null ? last : slot;
            frames.add(last);
        }
        return frames;
    }

    private Optional<ChosenFrame> first() {
        for (ChosenFrame slot : slots) {
            if (slot != null) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private static int leastSamples(long durationMicros) {
        long had = durationMicros * SegmentClock.SAMPLES_PER_SECOND / SegmentClock.SECOND_MICROS;
        return (int) Math.max(1, Math.min(LEAST_SAMPLES, had / 2));
    }

    private static VideoTrack videoTrack(List<ChosenFrame> frames) {
        if (frames.isEmpty()) {
            return VideoTrack.MISSING;
        }
        return frames.stream().allMatch(frame -> frame.still().black()) ? VideoTrack.BLACK : VideoTrack.PRESENT;
    }

    private AudioTrack soundTrack() {
        for (int at = 0; at < audio.length; at += BYTES_PER_SAMPLE) {
            int sample = (short) ((audio[at] & 0xff) | audio[at + 1] << 8);
            if (sample > SILENT_PEAK || sample < -SILENT_PEAK) {
                return AudioTrack.PRESENT;
            }
        }
        return AudioTrack.SILENT;
    }
}
