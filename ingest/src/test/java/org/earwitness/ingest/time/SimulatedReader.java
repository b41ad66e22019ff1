package org.earwitness.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.ingest.time.SimulatedCamera.AUDIO_MICROS;
import static org.earwitness.ingest.time.SimulatedCamera.AUDIO_SAMPLES;
import static org.earwitness.ingest.time.SimulatedCamera.SECOND;
import static org.earwitness.ingest.time.SimulatedCamera.VIDEO_MICROS;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.segment.Picture;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.segment.Timeline;
import org.earwitness.ingest.segment.Timeline.Track;
import org.earwitness.ingest.time.LiveClock.Verdict;
import org.earwitness.ingest.time.SimulatedCamera.Packet;
import org.earwitness.schemas.Clock;

/** The pure core joined as the reader of a live stream joins it, without threads, FFmpeg and Kafka. */
final class SimulatedReader {
    static final long LEAD_MICROS = 10 * SECOND;
    private static final int RATE = SegmentClock.SAMPLES_PER_SECOND;
    private static final int MOST_HELD = 10_000;
    /** Samples name their truth, modulo this; above the level of silence. */
    static final int NUMBERS = 30_000;

    static final int FIRST_NUMBER = 1_000;

    /** Hears of each second and epoch. */
    interface Listener {
        void epoch(long originMicros, String reason);

        void second(Second second, long originMicros, Clock clock);
    }

    private record Placed(Packet packet, long mediaMicros) {}

    private final Listener listener;
    private final Deque<Placed> held = new ArrayDeque<>();
    private final byte[] pcm = new byte[2 * AUDIO_SAMPLES];
    private Timeline timeline = new Timeline(0);
    private TrackArrivals arrivals = new TrackArrivals();
    private LiveClock clock = new LiveClock();
    private boolean begun;
    private boolean restamped;
    private boolean epochOpen;
    private Segmenter segmenter = segmenter();
    private Optional<SoundSlew> sound = Optional.empty();
    private String reason = "the start";
    private long originMicros;
    private long knownSteps;
    private long lastVideo = Long.MIN_VALUE;
    private long nextSample = Long.MIN_VALUE;
    private long askedMedia = Long.MIN_VALUE;
    private long answeredUtc = Long.MIN_VALUE;
    private int absurdities;
    private int breaks;

    SimulatedReader(Listener listener) {
        this.listener = listener;
    }

    private static Segmenter segmenter() {
        return new Segmenter(new SegmentClock(4), LEAD_MICROS, true, true);
    }

    int absurdities() {
        return absurdities;
    }

    int breaks() {
        return breaks;
    }

    LiveClock clock() {
        return clock;
    }

    void take(Packet packet) {
        long pts = restamped ? packet.wallMicros() : packet.ptsMicros();
        if (!begun) {
            begun = true;
            timeline = new Timeline(pts, Timeline.Breaks.LIVE);
            knownSteps = 0;
        }
        long media = timeline.place(packet.track(), pts, packet.track() == Track.VIDEO ? VIDEO_MICROS : AUDIO_MICROS);
        if (timeline.steps() > knownSteps) {
            knownSteps = timeline.steps();
            while (!held.isEmpty() && arrivals.isSettled()) {
                process(held.remove());
            }
            breakEpoch("the PTS jumped");
            arrivals.broken();
            clock.broken();
            askedMedia = Long.MIN_VALUE;
        }
        arrivals.packet(packet.track(), media, packet.wallMicros(), packet.arrivedMicros() * 1_000)
                .ifPresent(reading -> judge(clock.read(reading.mediaMicros(), reading.utcMicros(), Clock.ARRIVAL)));
        if (packet.reportMicros() != 0 && !restamped && begun) {
            judge(clock.read(media, packet.reportMicros(), Clock.RTCP));
        }
        if (!begun) {
            return; // the stamps were found absurd: the next packet begins anew
        }
        held.add(new Placed(packet, media));
        assertThat(held.size()).as("packets held until the clock is settled").isLessThan(MOST_HELD);
        while (arrivals.isSettled() && !held.isEmpty()) {
            process(held.remove());
        }
    }

    void end() {
        breakEpoch("the end");
    }

    private void judge(Verdict verdict) {
        if (verdict instanceof Verdict.Step step) {
            breakEpoch(step.reason());
            clock = clock.successor();
            askedMedia = Long.MIN_VALUE;
        } else if (verdict instanceof Verdict.Absurd absurd) {
            breakEpoch(absurd.reason());
            absurdities++;
            clock = clock.successor();
            askedMedia = Long.MIN_VALUE;
            arrivals = new TrackArrivals();
            held.clear();
            restamped = true;
            begun = false;
            lastVideo = Long.MIN_VALUE;
            nextSample = Long.MIN_VALUE;
        }
    }

    private void breakEpoch(String why) {
        reason = why;
        breaks++;
        if (epochOpen) {
            epochOpen = false;
            tell(segmenter.end().stream()
                    .filter(second -> second.durationMicros() == SECOND)
                    .toList());
        }
    }

    private void process(Placed placed) {
        long media = placed.mediaMicros();
        long utc = clock.utcMicros(media);
        if (askedMedia != Long.MIN_VALUE) {
            assertThat(Long.signum(media - askedMedia) * (utc - answeredUtc))
                    .as("UTC of media %d after %d", media, askedMedia)
                    .isGreaterThanOrEqualTo(0);
        }
        askedMedia = media;
        answeredUtc = utc;
        if (!epochOpen) {
            epochOpen = true;
            segmenter = segmenter();
            originMicros = Math.floorDiv(utc + SECOND - 1, SECOND) * SECOND;
            sound = Optional.of(new SoundSlew(clock, originMicros));
            listener.epoch(originMicros, reason);
        }
        if (placed.packet().track() == Track.VIDEO) {
            picture(placed, utc);
        } else {
            samples(placed);
        }
    }

    private void picture(Placed placed, long utc) {
        if (placed.mediaMicros() <= lastVideo) {
            return; // what a decoder gives twice or in disorder is left out
        }
        lastVideo = placed.mediaMicros();
        byte[] truth = ByteBuffer.allocate(Long.BYTES)
                .putLong(placed.packet().truthMicros())
                .array();
        tell(segmenter.video(utc - originMicros, VIDEO_MICROS, () -> new Picture.Still(truth, false)));
    }

    private void samples(Placed placed) {
        long at = Math.floorDiv(placed.mediaMicros() * RATE + SECOND / 2, SECOND);
        // As the decoder of sound does it: within 10 ms a packet joins the one before.
        long first = nextSample != Long.MIN_VALUE && Math.abs(at - nextSample) <= RATE / 100 ? nextSample : at;
        nextSample = first + AUDIO_SAMPLES;
        long truth = Math.floorDiv(placed.packet().truthMicros() * (RATE / 1_000), 1_000L);
        for (int sample = 0; sample < AUDIO_SAMPLES; sample++) {
            int number = FIRST_NUMBER + (int) Math.floorMod(truth + sample, (long) NUMBERS);
            pcm[2 * sample] = (byte) number;
            pcm[2 * sample + 1] = (byte) (number >> 8);
        }
        SoundSlew slew = sound.orElseThrow();
        slew.place(first, pcm, 0, AUDIO_SAMPLES);
        tell(segmenter.audio(slew.firstSample(), slew.pcm(), slew.offset(), slew.count()));
    }

    private void tell(List<Second> seconds) {
        seconds.forEach(second -> listener.second(second, originMicros, clock.clock()));
    }
}
