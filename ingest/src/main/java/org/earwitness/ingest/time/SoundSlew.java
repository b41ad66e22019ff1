package org.earwitness.ingest.time;

import org.earwitness.ingest.segment.SegmentClock;

/**
 * Puts runs of samples from a stream's time line on the grid of samples of an epoch in UTC, so that sound stays seamless while the
 * mapping is slewed: where UTC runs ahead, single samples are repeated, where it falls behind, single ones are dropped, spread over
 * the run. A drift of 200 ppm is three samples a second.
 *
 * <p>The place of each sample is worked out from the mapping itself, never from the run before, so nothing accumulates; and as long
 * as the mapping goes straight, the distance between the two grids does not change, so nothing is dropped or repeated at all. Runs
 * that join on the time line join in the epoch, without a hole or an overlap. One that starts elsewhere is put where it belongs.
 *
 * <p>How a reader uses it: one for each epoch, made with the epoch's origin, the UTC of its first second. For each run of samples it
 * calls {@link #place} and hands {@link #firstSample}, {@link #pcm}, {@link #offset} and {@link #count} to the segmenter before it
 * places the next. A picture of the same epoch is at {@code clock.utcMicros(pts) - originMicros}.
 *
 * <p>One thread. The samples it gives lie in the caller's buffer or in its own, which is used again and again; nothing is allocated
 * once that has the size of the longest run.
 */
public final class SoundSlew {
    private static final int BYTES_PER_SAMPLE = 2;

    private static final long SAMPLES_PER_MILLI = SegmentClock.SAMPLES_PER_SECOND / 1_000;
    private static final double MICROS_PER_MILLI = 1_000;

    /** A sample is dropped or repeated when the grids are off by more than this, so that rounding does not do it back and forth. */
    private static final double MOST_OFF_SAMPLES = 0.75;

    /** More than one sample in this many is no slew: the run is put where it starts, as it is. */
    private static final int LEAST_APART = 8;

    private final LiveClock clock;
    private final long originMicros;
    private byte[] buffer = {};
    private byte[] pcm = {};
    private int offset;
    private int count;
    private long firstSample;
    private boolean begun;
    private long shift;
    private long changedSamples;

    /**
     * @param clock maps the stream's time line; the epoch's
     * @param originMicros start of the epoch's first second, microseconds since 1970
     */
    public SoundSlew(LiveClock clock, long originMicros) {
        this.clock = clock;
        this.originMicros = originMicros;
    }

    /**
     * Places a run.
     *
     * @param mediaSample position of its first sample on the stream's time line, 16,000 a second; may be negative
     * @param samples s16le; kept until the next run
     * @param from where they start in it, bytes
     * @param number how many, samples
     */
    public void place(long mediaSample, byte[] samples, int from, int number) {
        long begin = shiftAt(mediaSample);
        begun = true;
        shift = begin;
        long end = shiftAt(mediaSample + number);
        long change = end - begin;
        if (Math.abs(change) * LEAST_APART > number) {
            change = 0;
        }
        shift = begin + change;
        firstSample = mediaSample + begin;
        count = number + (int) change;
        if (change == 0) {
            pcm = samples;
            offset = from;
        } else {
            stretch(samples, from, number, (int) change);
            pcm = buffer;
            offset = 0;
            changedSamples += Math.abs(change);
        }
    }

    /** Position of the first sample in the epoch, 16,000 a second; negative for what comes before its first second. */
    public long firstSample() {
        return firstSample;
    }

    /** Where the samples are; valid until the next run is placed. */
    public byte[] pcm() {
        return pcm;
    }

    /** Where they start in it, bytes. */
    public int offset() {
        return offset;
    }

    /** How many they are. */
    public int count() {
        return count;
    }

    /** How many samples were dropped or repeated so far. */
    public long changedSamples() {
        return changedSamples;
    }

    /** How far the epoch's grid is ahead of the time line's at a sample: the last distance, while that is near enough. */
    private long shiftAt(long mediaSample) {
        long media = Math.floorDiv(mediaSample * SegmentClock.SECOND_MICROS, (long) SegmentClock.SAMPLES_PER_SECOND);
        long ahead = clock.utcMicros(media) - media - originMicros;
        double exact = ahead * SAMPLES_PER_MILLI / MICROS_PER_MILLI;
        return begun && Math.abs(exact - shift) <= MOST_OFF_SAMPLES ? shift : Math.round(exact);
    }

    /** Copies a run with samples dropped or repeated at even distances. */
    private void stretch(byte[] samples, int from, int number, int change) {
        int bytes = (number + change) * BYTES_PER_SAMPLE;
        if (buffer.length < bytes) {
            buffer = new byte[2 * bytes];
        }
        int places = Math.abs(change);
        int read = 0;
        int written = 0;
        for (int place = 1; place <= places; place++) {
            int until = (int) ((long) number * place / (places + 1));
            System.arraycopy(
                    samples,
                    from + read * BYTES_PER_SAMPLE,
                    buffer,
                    written * BYTES_PER_SAMPLE,
                    (until - read) * BYTES_PER_SAMPLE);
            written += until - read;
            // The sample before the place comes once more, or the one behind it is left out.
            read = change > 0 ? until - 1 : until + 1;
        }
        System.arraycopy(
                samples,
                from + read * BYTES_PER_SAMPLE,
                buffer,
                written * BYTES_PER_SAMPLE,
                (number - read) * BYTES_PER_SAMPLE);
    }
}
