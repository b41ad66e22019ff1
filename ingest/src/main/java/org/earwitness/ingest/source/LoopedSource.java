package org.earwitness.ingest.source;

import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.jspecify.annotations.Nullable;

/**
 * Plays a file again and again as one endless stream. Each round starts at the next whole second, so every round gives the same
 * frames; of a tail too short to be a segment only the sound is heard into the next round. It never ends by itself; it fails when a round fails or is empty.
 */
public final class LoopedSource implements MediaSource {
    private final LongFunction<MediaSource> rounds;
    private volatile @Nullable MediaSource round;
    /** The round before, kept while its last frame is still on the screen. */
    private @Nullable MediaSource former;

    private boolean formerIsDone;
    private volatile boolean interrupted;
    private boolean opened;
    private long offsetMicros;
    private long endMicros;

    /** @param rounds opens the file anew; the source it gives belongs to this one */
    public LoopedSource(Supplier<MediaSource> rounds) {
        this((long offsetMicros) -> rounds.get());
    }

    /** @param rounds opens the file anew, told where its origin will be, microseconds; the source it gives belongs to this one */
    public LoopedSource(LongFunction<MediaSource> rounds) {
        this.rounds = rounds;
    }

    @Override
    public MediaEvent next() {
        if (formerIsDone) {
            closeFormer();
        }
        while (true) {
            MediaSource current = round;
            if (current == null) {
                current = rounds.apply(offsetMicros);
                round = current;
            }
            if (interrupted) {
                current.interrupt();
            }
            MediaEvent event = current.next();
            if (event instanceof Ended) {
                closeFormer();
                former = current;
                round = null;
                long start = roundStart(endMicros);
                if (start == offsetMicros) {
                    return new Failed("cannot play in a loop: a round has less than a tenth of a second of media");
                }
                offsetMicros = start;
            } else if (!opened || !(event instanceof Opened)) {
                opened |= event instanceof Opened;
                return shifted(event);
            }
        }
    }

    /** The first whole second behind a tail that is too short to be a segment. */
    private static long roundStart(long endMicros) {
        long whole = endMicros - Math.floorMod(endMicros, SegmentClock.SECOND_MICROS);
        return endMicros - whole < Segmenter.LEAST_TAIL_MICROS ? whole : whole + SegmentClock.SECOND_MICROS;
    }

    private MediaEvent shifted(MediaEvent event) {
        if (event instanceof VideoFrame frame) {
            long at = frame.ptsMicros() + offsetMicros;
            endMicros = Math.max(endMicros, at + frame.durationMicros());
            formerIsDone = former != null;
            return new VideoFrame(at, frame.durationMicros(), frame.picture());
        }
        if (event instanceof AudioSamples samples) {
            long shift = offsetMicros / SegmentClock.SECOND_MICROS * SegmentClock.SAMPLES_PER_SECOND;
            long first = samples.firstSample() + shift;
            long end = first + samples.count();
            endMicros = Math.max(endMicros, end * SegmentClock.SECOND_MICROS / SegmentClock.SAMPLES_PER_SECOND);
            return new AudioSamples(first, samples.pcm(), samples.count());
        }
        return event;
    }

    @Override
    public void interrupt() {
        interrupted = true;
        MediaSource current = round;
        if (current != null) {
            current.interrupt();
        }
    }

    private void closeFormer() {
        if (former != null) {
            former.close();
            former = null;
        }
        formerIsDone = false;
    }

    @Override
    public void close() {
        closeFormer();
        MediaSource current = round;
        if (current != null) {
            current.close();
            round = null;
        }
    }
}
