package org.earwitness.ingest.segment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into seconds: both tracks on one time line by PTS, whatever order they arrive in.
 *
 * <p>The rules, in one place:
 * <ul>
 *   <li>A slot of a second (see {@link SegmentClock}) takes the frame that is shown at its instant: the last one whose PTS is not
 *       after it. So variable frame rates need no care.
 *   <li>A frame is shown until the next one, if that comes within {@code maxLeadMicros}; otherwise for its own duration. So the
 *       slides of a slide show are PRESENT all the time, and a track that has ended is MISSING.
 *   <li>A second in which any frame is shown has all its frames: slots before the first take the first, slots after the last the
 *       last. A second without one is MISSING.
 *   <li>A picture that has not changed for three seconds is FROZEN from then on (see {@link FrozenPicture}), unless it is BLACK.
 *   <li>Samples go to the places their position names. What was heard already is trimmed, a hole stays silent; a second with
 *       less than a tenth of sound is MISSING.
 *   <li>A second is finished when both tracks are past it. When one track leads by more than {@code maxLeadMicros} the other
 *       counts as having a gap: memory is bounded however badly a file is interleaved. Within that lead any order of arrival
 *       gives the same seconds.
 *   <li>Seconds are contiguous from 0. A part-second at the end says its true duration; one shorter than a tenth is nearly
 *       always a codec's padding and is left out, unless it is all there is.
 * </ul>
 *
 * <p>One thread at a time. Each track must come in its own order; {@link Timeline} sees to that.
 */
public final class Segmenter {
    /** A part-second at the end that is shorter than this is left out. */
    public static final long LEAST_TAIL_MICROS = SegmentClock.SECOND_MICROS / 10;

    private static final long NOWHERE = Long.MIN_VALUE / 4;
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final SegmentClock clock;
    private final long maxLeadMicros;
    private final boolean hasVideo;
    private final boolean hasAudio;
    private final Deque<OpenSecond> open = new ArrayDeque<>();
    private final FrozenPicture frozen = new FrozenPicture();

    private long nextIndex;
    private @Nullable Shown shown;
    private long decidedMicros = NOWHERE;
    private long heardSamples;
    private long lateSamples;
    private long silentGaps;

    /** The frame on the screen, until the next one comes. */
    private record Shown(long ptsMicros, long durationMicros, Picture picture) {
        ChosenFrame chosen() {
            return new ChosenFrame(ptsMicros, picture.still());
        }
    }

    /**
     * @param clock how many frames a second carries
     * @param maxLeadMicros how far one track may be ahead of the other, microseconds of media
     * @param hasVideo whether frames will come
     * @param hasAudio whether samples will come
     */
    public Segmenter(SegmentClock clock, long maxLeadMicros, boolean hasVideo, boolean hasAudio) {
        if (maxLeadMicros < SegmentClock.SECOND_MICROS) {
            throw new IllegalArgumentException("maxLeadMicros is " + maxLeadMicros
                    + ": tracks are interleaved in steps of up to a second. Use 10000000.");
        }
        this.clock = clock;
        this.maxLeadMicros = maxLeadMicros;
        this.hasVideo = hasVideo;
        this.hasAudio = hasAudio;
    }

    /**
     * Takes the next frame in order of presentation.
     *
     * @param ptsMicros when it is shown, microseconds since the origin; later than the frame before
     * @param durationMicros for how long, if nothing follows
     * @param picture the frame itself; may be asked for until the frame after it has been taken
     * @return the seconds that are finished now, in order
     */
    public List<Second> video(long ptsMicros, long durationMicros, Picture picture) {
        if (shown != null) {
            retire(shown, ptsMicros);
        }
        shown = new Shown(ptsMicros, durationMicros, picture);
        return finished();
    }

    /**
     * Takes samples.
     *
     * @param firstSample position of the first of them in samples since the origin, 16,000 a second; may be negative
     * @param pcm s16le; copied
     * @param offset where they start in it, bytes
     * @param count how many, samples
     * @return the seconds that are finished now, in order
     */
    public List<Second> audio(long firstSample, byte[] pcm, int offset, int count) {
        long end = firstSample + count;
        long from = Math.max(firstSample, Math.max(heardSamples, nextIndex * SegmentClock.SAMPLES_PER_SECOND));
        lateSamples += Math.max(
                0, Math.min(end, nextIndex * SegmentClock.SAMPLES_PER_SECOND) - Math.max(firstSample, heardSamples));
        if (from > heardSamples && heardSamples > 0) {
            silentGaps++;
        }
        for (long at = from; at < end; ) {
            long second = at / SegmentClock.SAMPLES_PER_SECOND;
            int place = (int) (at - second * SegmentClock.SAMPLES_PER_SECOND);
            int part = (int) Math.min(end - at, SegmentClock.SAMPLES_PER_SECOND - place);
            opened(second).hear(place, pcm, offset + (int) (at - firstSample) * 2, part);
            at += part;
        }
        heardSamples = Math.max(heardSamples, end);
        return finished();
    }

    /** Finishes everything: both tracks are over. The segmenter takes nothing afterwards. */
    public List<Second> end() {
        if (shown != null) {
            retire(shown, NEVER);
        }
        long end = endMicros();
        long tail = Math.floorMod(end, SegmentClock.SECOND_MICROS);
        if (tail < LEAST_TAIL_MICROS && end >= SegmentClock.SECOND_MICROS) {
            end -= tail;
        }
        List<Second> seconds = new ArrayList<>();
        while (nextIndex * SegmentClock.SECOND_MICROS < end) {
            seconds.add(close(Math.min(SegmentClock.SECOND_MICROS, end - nextIndex * SegmentClock.SECOND_MICROS)));
        }
        open.clear();
        return seconds;
    }

    /** How far the stream has come: the end of what either track brought, microseconds since the origin. */
    public long endMicros() {
        long seen = shown == null ? 0 : shown.ptsMicros() + shown.durationMicros();
        return Math.max(
                Math.max(seen, SegmentClock.microsOfSample(heardSamples)), nextIndex * SegmentClock.SECOND_MICROS);
    }

    /** Index of the second that comes next. */
    public long nextIndex() {
        return nextIndex;
    }

    /** Samples that came after their second was finished, because the other track led by too much. */
    public long lateSamples() {
        return lateSamples;
    }

    /** How often the sound had a hole, which stays silent. */
    public long silentGaps() {
        return silentGaps;
    }

    private void retire(Shown frame, long nextPtsMicros) {
        show(frame, shownUntil(frame, nextPtsMicros), NEVER);
        if (nextPtsMicros >= SegmentClock.endOf(SegmentClock.secondOf(frame.ptsMicros()))) {
            showBetweenSlots(frame);
        }
    }

    private long shownUntil(Shown frame, long nextPtsMicros) {
        if (nextPtsMicros - frame.ptsMicros() <= maxLeadMicros) {
            return nextPtsMicros;
        }
        return Math.min(nextPtsMicros, frame.ptsMicros() + frame.durationMicros());
    }

    /** Gives a frame the undecided slots in [its PTS, until), none at or after the limit. */
    private void show(Shown frame, long untilMicros, long limitMicros) {
        long from = Math.max(frame.ptsMicros(), Math.max(decidedMicros, nextIndex * SegmentClock.SECOND_MICROS));
        long until = Math.min(untilMicros, limitMicros);
        for (long second = Math.max(nextIndex, SegmentClock.secondOf(from));
                second * SegmentClock.SECOND_MICROS < until;
                second++) {
            for (int slot = 0; slot < clock.framesPerSecond(); slot++) {
                long instant = clock.slotMicros(second, slot);
                if (instant >= from && instant < until) {
                    opened(second).show(slot, frame.chosen());
                }
            }
        }
    }

    /** The last frame of a second that falls between two slots still counts where the second has no other. */
    private void showBetweenSlots(Shown frame) {
        long second = SegmentClock.secondOf(frame.ptsMicros());
        if (second < nextIndex || opened(second).hasFrames()) {
            return;
        }
        int slot = 0;
        while (slot + 1 < clock.framesPerSecond() && clock.slotMicros(second, slot + 1) <= frame.ptsMicros()) {
            slot++;
        }
        opened(second).show(slot, frame.chosen());
    }

    private List<Second> finished() {
        if (!isFinished(nextIndex)) {
            return List.of();
        }
        List<Second> seconds = new ArrayList<>();
        while (isFinished(nextIndex)) {
            seconds.add(close(SegmentClock.SECOND_MICROS));
        }
        return seconds;
    }

    private boolean isFinished(long index) {
        long end = SegmentClock.endOf(index);
        long seen = shown == null ? NOWHERE : shown.ptsMicros();
        long heard = SegmentClock.microsOfSample(heardSamples);
        boolean videoPast = hasVideo && seen >= end;
        boolean audioPast = hasAudio && heard >= end;
        boolean videoWaits = hasVideo && !videoPast && heard < end + maxLeadMicros;
        boolean audioWaits = hasAudio && !audioPast && seen < end + maxLeadMicros;
        return (videoPast || audioPast) && !videoWaits && !audioWaits;
    }

    private Second close(long durationMicros) {
        long end = SegmentClock.endOf(nextIndex);
        if (shown != null && shown.ptsMicros() < end && decidedMicros < end) {
            // Either the other track led by too much or the stream is over: what is on the screen stays for its own
            // duration.
            show(shown, shown.ptsMicros() + shown.durationMicros(), end);
            showBetweenSlots(shown);
            decidedMicros = end;
        }
        OpenSecond second = opened(nextIndex);
        open.removeFirst();
        nextIndex++;
        Second closed = second.close(durationMicros);
        return closed.withVideo(frozen.next(closed.frames(), closed.video()));
    }

    private OpenSecond opened(long index) {
        while (nextIndex + open.size() <= index) {
            open.addLast(new OpenSecond(nextIndex + open.size(), clock));
        }
        if (index == nextIndex + open.size() - 1) {
            return open.getLast();
        }
        return open.stream().skip(index - nextIndex).findFirst().orElseThrow();
    }
}
