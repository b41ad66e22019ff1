package org.earwitness.ingest.probe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.probe.Findings.BreakOff;
import org.earwitness.ingest.probe.PacketMeasure.Announced;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.source.MediaEvent.Discontinuity;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.PacketTap;
import org.earwitness.ingest.source.SourceMeters;

/**
 * Listens to one source for a while and measures it.
 *
 * <p>{@link #run} is called once, by one thread, which also opens, reads and frees the source; {@link #interrupt} may be called
 * by any.
 */
public final class Probe {
    private final ProbeRequest request;
    private final IngestConfig config;
    private final Clock clock;
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final PacketMeasure packets;
    private final MediaSource media;
    private final LevelMeasure level = new LevelMeasure();
    private Optional<Opened> opened = Optional.empty();
    private Optional<MarksMeasure> marks = Optional.empty();
    private Optional<ClockReading> reading = Optional.empty();
    private Optional<BreakOff> brokeOff = Optional.empty();
    private OptionalLong audioDelayMicros = OptionalLong.empty();
    private OptionalLong firstMediaMicros = OptionalLong.empty();
    private OptionalLong firstFrameMicros = OptionalLong.empty();
    private OptionalLong firstSampleMicros = OptionalLong.empty();
    private long beginMicros;
    private long openMicros;
    private long frames;
    private long jumps;

    /** Makes the source that is listened to. */
    @FunctionalInterface
    interface Opener {
        MediaSource source(SourceMeters meters, PacketTap tap);
    }

    /**
     * @param request what is listened to; nothing is opened before {@link #run}
     * @param config deadlines and sizes, and how seconds are cut
     * @param clock this machine's
     */
    public Probe(ProbeRequest request, IngestConfig config, Clock clock) {
        this(
                request,
                config,
                clock,
                (meters, tap) -> new FfmpegSource(
                        request.address(),
                        request.definition().settings(),
                        config.sourceLimits(request.definition()),
                        meters,
                        clock,
                        Optional.of(tap)));
    }

    Probe(ProbeRequest request, IngestConfig config, Clock clock, Opener opener) {
        this.request = request;
        this.config = config;
        this.clock = clock;
        this.packets = new PacketMeasure(clock);
        this.media = opener.source(new SourceMeters(registry), packets);
    }

    /** Ends {@link #run} soon, with what was found until then. */
    public void interrupt() {
        media.interrupt();
    }

    /** Opens, listens, frees. */
    public ProbeResult run() {
        beginMicros = nowMicros();
        try (media) {
            boolean more = true;
            while (more) {
                MediaEvent event = media.next();
                if (event instanceof Failed failed) {
                    if (firstMediaMicros.isEmpty()) {
                        return new ProbeResult.Unreadable(failed.cause(), failed.reason());
                    }
                    brokeOff = Optional.of(new BreakOff(failed.cause(), failed.reason()));
                }
                more = take(event) && !isOver();
            }
            marks.ifPresent(MarksMeasure::end);
            return new ProbeResult.Found(findings());
        }
    }

    private boolean take(MediaEvent event) {
        if (event instanceof Opened found) {
            opened = Optional.of(found);
            openMicros = nowMicros();
            marks = Optional.of(new MarksMeasure(config, found));
        } else if (event instanceof VideoFrame frame) {
            frames++;
            cameMedia();
            firstFrameMicros = firstFrameMicros.isPresent() ? firstFrameMicros : OptionalLong.of(frame.ptsMicros());
            marks.ifPresent(measure -> measure.video(frame));
        } else if (event instanceof AudioSamples samples) {
            cameMedia();
            firstSampleMicros = firstSampleMicros.isPresent()
                    ? firstSampleMicros
                    : OptionalLong.of(
                            samples.firstSample() * SegmentClock.SECOND_MICROS / SegmentClock.SAMPLES_PER_SECOND);
            level.hear(samples.pcm(), samples.count());
            marks.ifPresent(measure -> measure.audio(samples));
        } else if (event instanceof ClockReading came) {
            reading = Optional.of(came);
            audioDelayMicros = came.audioDelayMicros().isPresent() ? came.audioDelayMicros() : audioDelayMicros;
        } else if (event instanceof Discontinuity) {
            jumps++;
        } else if (event instanceof Ended || event instanceof Failed) {
            return false;
        } else {
            throw new IllegalStateException("no rule for the event " + event);
        }
        return true;
    }

    private void cameMedia() {
        if (firstMediaMicros.isEmpty()) {
            firstMediaMicros = OptionalLong.of(nowMicros() - beginMicros);
        }
    }

    private boolean isOver() {
        if (opened.isEmpty()) {
            return false;
        }
        long length = TimeUnit.NANOSECONDS.toMicros(request.length().toNanos());
        return request.isLive()
                ? nowMicros() - openMicros >= length
                : marks.map(MarksMeasure::endMicros).orElse(0L) >= length;
    }

    private Findings findings() {
        return new Findings(
                source(), packets.picture().map(this::picture), packets.sound().map(this::sound), time(), brokeOff);
    }

    private SourceFindings source() {
        AddressWords words = AddressWords.of(request.address());
        return new SourceFindings(
                request.address().shown(),
                words.protocol(request.definition().transport()),
                packets.container(),
                request.isLive(),
                words.isEncrypted(),
                request.definition().verifyTls(),
                words.hasCredentials(),
                request.credentialsInSight(),
                request.definition().tracks(),
                openMicros - beginMicros,
                firstMediaMicros,
                nowMicros() - openMicros,
                marks.map(MarksMeasure::endMicros).orElse(0L),
                counted("earwitness.ingest.packets.corrupt"));
    }

    private PictureFindings picture(Announced track) {
        return new PictureFindings(
                track.codec(),
                track.profile(),
                track.width(),
                track.height(),
                track.turnedDegrees(),
                track.nominalRate(),
                track.decodable(),
                packets.pictures().flow(),
                packets.pictures().keyFrames(),
                packets.pictures().isReordered(),
                frames,
                marks.map(MarksMeasure::marks).orElse(Marks.NONE));
    }

    private SoundFindings sound(Announced track) {
        return new SoundFindings(
                track.codec(),
                track.profile(),
                track.sampleRate(),
                track.channels(),
                track.decodable(),
                packets.sounds().flow(),
                level.level());
    }

    private TimeFindings time() {
        boolean live = request.isLive();
        boolean even = live && !source().isPlaylist();
        return new TimeFindings(
                reading.map(ClockReading::clock)
                        .orElse(live ? org.earwitness.schemas.Clock.UNKNOWN : org.earwitness.schemas.Clock.MEDIA),
                behindMicros(),
                even ? packets.arrivals().jitterMicros() : OptionalLong.empty(),
                even ? packets.arrivals().pace() : OptionalDouble.empty(),
                audioDelayMicros,
                audioStartMicros(),
                jumps,
                counted("earwitness.ingest.frames.unordered"));
    }

    private OptionalLong behindMicros() {
        OptionalLong transit = packets.arrivals().transitMicros();
        boolean told = reading.filter(came -> came.clock() != org.earwitness.schemas.Clock.ARRIVAL)
                .isPresent();
        return told && transit.isPresent()
                ? OptionalLong.of(transit.getAsLong()
                        - (reading.get().utcMicros() - reading.get().mediaMicros()))
                : packets.senderBehindMicros();
    }

    private OptionalLong audioStartMicros() {
        return firstFrameMicros.isPresent() && firstSampleMicros.isPresent()
                ? OptionalLong.of(firstSampleMicros.getAsLong() - firstFrameMicros.getAsLong())
                : OptionalLong.empty();
    }

    private long counted(String meter) {
        return (long) registry.counter(meter).count();
    }

    private long nowMicros() {
        return micros(clock.instant());
    }

    static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }
}
