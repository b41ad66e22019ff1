package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.earwitness.ingest.segment.Timeline;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.source.MediaEvent.Discontinuity;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or URL that FFmpeg can open. Reads the best picture track and the best sound track; a packet that is corrupt is left
 * out and counted, a track that cannot be decoded is named in what was found and counts as missing.
 *
 * <p>All native memory of the stream belongs to this object; everything but {@link #interrupt} must be called by one thread.
 */
public final class FfmpegSource implements MediaSource {
    private static final Logger LOG = LoggerFactory.getLogger(FfmpegSource.class);

    /** Where the next event comes from. */
    private enum Phase {
        CLOSED,
        READING,
        DRAINING,
        OVER
    }

    private final MediaAddress address;
    private final SourceLimits limits;
    private final SourceMeters meters;
    private final ReadDeadline deadline = new ReadDeadline();
    private final Demuxer demuxer;
    private final Optional<LivePackets> live;
    private final Intake intake;
    private Optional<VideoDecoder> video = Optional.empty();
    private Optional<AudioDecoder> audio = Optional.empty();
    private @Nullable Timeline timeline;
    private Phase phase = Phase.CLOSED;
    private long reportedSteps;
    private boolean gaveMedia;
    private boolean freed;
    private long originMicros;
    private boolean distrusted;

    /**
     * A file, read from its start to its end.
     *
     * @param address what to open; nothing is opened before {@link #next} is called
     * @param limits deadlines and sizes
     * @param meters what is counted
     */
    public FfmpegSource(MediaAddress address, SourceLimits limits, SourceMeters meters) {
        this(address, SourceSettings.FILE, limits, meters, Clock.systemUTC(), Optional.empty());
    }

    /**
     * A file or a live stream.
     *
     * @param address what to open; nothing is opened before {@link #next} is called
     * @param settings how it is opened
     * @param limits deadlines and sizes
     * @param meters what is counted
     * @param wallClock when live media arrives
     * @param tap who sees the packets before they are decoded
     */
    public FfmpegSource(
            MediaAddress address,
            SourceSettings settings,
            SourceLimits limits,
            SourceMeters meters,
            Clock wallClock,
            Optional<PacketTap> tap) {
        load();
        this.address = address;
        this.limits = limits;
        this.meters = meters;
        Optional<ProgramDates> dates = settings.live() && address.scheme().startsWith("http")
                ? Optional.of(new ProgramDates())
                : Optional.empty();
        this.live = settings.live() ? Optional.of(new LivePackets(address, wallClock, dates)) : Optional.empty();
        this.demuxer = new Demuxer(address, settings, limits, deadline, dates);
        this.intake = new Intake(demuxer, live, tap, this::videoOffsetMicros, this::audioOffsetMicros);
    }

    /**
     * Loads FFmpeg, so that a platform without it is refused before anything is started.
     *
     * @throws IllegalStateException when its natives for this platform are not built in
     */
    public static void load() {
        Ffmpeg.load();
    }

    @Override
    public MediaEvent next() {
        try {
            if (phase == Phase.CLOSED) {
                return open();
            }
            if (phase == Phase.OVER) {
                return new Ended();
            }
            return following();
        } catch (MediaFailure e) {
            String doing = phase == Phase.CLOSED ? "cannot open " : "cannot read on in ";
            phase = Phase.OVER;
            intake.over();
            return new Failed(e.kind(), MediaAddress.withoutSecrets(doing + address.shown() + ": " + e.reason()));
        }
    }

    /**
     * Stamps pictures and sound by when they come from now on, because their own time stamps make no sense; the source's clock is
     * ARRIVAL from then on. Only on the thread that reads, before or after it was opened.
     */
    @Override
    public void distrustTimeStamps() {
        distrusted = true;
        if (phase == Phase.READING) {
            stampByArrival();
        }
    }

    private void stampByArrival() {
        long next = Math.max(
                video.map(VideoDecoder::expectedMicros).orElse(originMicros),
                audio.map(AudioDecoder::expectedMicros).orElse(originMicros));
        ArrivalStamps stamps = new ArrivalStamps(next, System.nanoTime());
        intake.stampBy(stamps);
        video.ifPresent(decoder -> decoder.stampBy(stamps));
        audio.ifPresent(decoder -> decoder.stampBy(stamps));
    }

    private MediaEvent open() throws MediaFailure {
        refuseUnreadablePath();
        demuxer.open();
        long origin = Math.min(startMicros(demuxer.video()), startMicros(demuxer.audio()));
        long known = origin == Long.MAX_VALUE ? 0 : origin;
        originMicros = known;
        Timeline line = new Timeline(known, live.isPresent() ? Timeline.Breaks.LIVE : Timeline.Breaks.FILE);
        timeline = line;
        TrackWords words = new TrackWords();
        if (demuxer.video().isPresent()) {
            AVStream track = demuxer.video().get();
            try {
                video = Optional.of(new VideoDecoder(track, limits, line, known, meters));
                words.add(track);
            } catch (MediaFailure e) {
                if (e.kind() == FailureCause.LIMIT) {
                    throw e;
                }
                words.addUndecodable(track, e.reason());
            }
        }
        if (demuxer.audio().isPresent()) {
            AVStream track = demuxer.audio().get();
            try {
                audio = Optional.of(new AudioDecoder(track, line, known, meters));
                words.add(track);
            } catch (MediaFailure e) {
                words.addUndecodable(track, e.reason());
            }
        }
        if (video.isEmpty() && audio.isEmpty()) {
            throw new MediaFailure(FailureCause.CODEC, "no track can be decoded (" + words + ")");
        }
        intake.opened();
        phase = Phase.READING;
        if (distrusted) {
            stampByArrival();
        }
        return new Opened(words.toString(), video.isPresent(), audio.isPresent(), demuxer.durationMicros());
    }

    /** FFmpeg's own words for these are misleading or missing. */
    private void refuseUnreadablePath() throws MediaFailure {
        if (address.isUrl()) {
            return;
        }
        Path path = address.path();
        if (Files.isDirectory(path)) {
            throw new MediaFailure(FailureCause.GARBAGE, "it is a directory. Name the files in it");
        }
        if (Files.isRegularFile(path) && path.toFile().length() == 0) {
            throw new MediaFailure(
                    FailureCause.GARBAGE, "Invalid data found when processing input (the file is empty)");
        }
    }

    private static long startMicros(Optional<AVStream> track) {
        return track.filter(stream -> stream.start_time() != AV_NOPTS_VALUE)
                .map(stream -> Ffmpeg.TimeBase.of(stream.time_base()).micros(stream.start_time()))
                .orElse(Long.MAX_VALUE);
    }

    private MediaEvent following() throws MediaFailure {
        while (true) {
            if (live.isPresent()) {
                Optional<ClockReading> reading = live.get().take();
                if (reading.isPresent()) {
                    return reading.get();
                }
            }
            if (video.isPresent() && video.get().receive()) {
                gaveMedia = true;
                return video.get().frame();
            }
            Optional<AudioSamples> samples = heard();
            if (samples.isPresent()) {
                gaveMedia = true;
                return samples.get();
            }
            if (timeline != null && timeline.steps() > reportedSteps) {
                reportedSteps = timeline.steps();
                return new Discontinuity("the PTS jumped; what follows is put right behind what came before");
            }
            if (phase == Phase.DRAINING) {
                if (!gaveMedia) {
                    throw new MediaFailure(FailureCause.GARBAGE, "nothing in it could be decoded");
                }
                phase = Phase.OVER;
                intake.over();
                return new Ended();
            }
            feed();
        }
    }

    private Optional<AudioSamples> heard() throws MediaFailure {
        if (audio.isEmpty()) {
            return Optional.empty();
        }
        Optional<AudioSamples> samples = audio.get().receive();
        return samples.isPresent() || phase != Phase.DRAINING
                ? samples
                : audio.get().rest();
    }

    /** Gives a decoder the next packet. */
    private void feed() throws MediaFailure {
        Demuxer.Read read = intake.read();
        if (read == Demuxer.Read.END) {
            phase = Phase.DRAINING;
            video.ifPresent(VideoDecoder::drain);
            audio.ifPresent(AudioDecoder::drain);
            return;
        }
        if (read == Demuxer.Read.CORRUPT || !sent()) {
            demuxer.refuseTooLarge();
            meters.packetCorrupt();
            LOG.debug("a corrupt packet of {} was left out", address);
        }
    }

    private long videoOffsetMicros() {
        return video.isPresent() ? video.get().offsetMicros() : originMicros;
    }

    private long audioOffsetMicros() {
        return audio.isPresent() ? audio.get().offsetMicros() : originMicros;
    }

    private boolean sent() {
        AVPacket packet = intake.packet();
        if (demuxer.isVideo(packet.stream_index())) {
            return video.isEmpty() || video.get().send(packet);
        }
        if (audio.isEmpty()) {
            return true;
        }
        if (live.isPresent()) {
            audio.get().shift(live.get().audioShiftMicros());
        }
        return audio.get().send(packet);
    }

    @Override
    public OptionalLong lastDataNanos() {
        return intake.lastDataNanos();
    }

    @Override
    public void interrupt() {
        deadline.interrupt();
    }

    @Override
    public void close() {
        if (freed) {
            return;
        }
        freed = true;
        phase = Phase.OVER;
        intake.close();
        video.ifPresent(VideoDecoder::close);
        audio.ifPresent(AudioDecoder::close);
        demuxer.close();
        deadline.close();
    }
}
