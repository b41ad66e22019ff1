package org.earwitness.ingest.probe;

import org.earwitness.ingest.probe.SoundFindings.Level;

/** How loud the samples are. One thread. */
final class LevelMeasure {
    private static final double FULL_SCALE = 32_768;

    private long samples;
    private double squares;
    private int peak;
    private long clipped;

    /** @param pcm s16le */
    void hear(byte[] pcm, int count) {
        for (int i = 0; i < count; i++) {
            int value = (pcm[2 * i] & 0xff) | pcm[2 * i + 1] << 8;
            squares += (double) value * value;
            int size = Math.abs(value);
            peak = Math.max(peak, size);
            if (size >= Short.MAX_VALUE) {
                clipped++;
            }
        }
        samples += count;
    }

    Level level() {
        return samples == 0
                ? Level.NONE
                : new Level(
                        samples, decibels(Math.sqrt(squares / samples)), decibels(peak), (double) clipped / samples);
    }

    private static double decibels(double size) {
        return size <= 0 ? Level.SILENCE : Math.max(Level.SILENCE, 20 * Math.log10(size / FULL_SCALE));
    }
}
