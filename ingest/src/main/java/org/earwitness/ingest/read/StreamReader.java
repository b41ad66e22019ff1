package org.earwitness.ingest.read;

import java.util.Optional;
import org.earwitness.ingest.clip.ClipRecorder;
import org.earwitness.ingest.publish.PublishFailed;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.source.MediaEvent.Discontinuity;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.supervise.End;
import org.earwitness.schemas.SegmentKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one source from its opening to its end: the loop between the media source, the segmenter and the publisher.
 *
 * <p>Runs once, on a thread of its own, and tells its listener that it is over whatever happens.
 */
public final class StreamReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private final ReadPlan plan;
    private final MediaSource media;
    private final ClipRecorder clips;
    private final Placement placement;
    private final SegmentPublisher.StreamWriter writer;
    private final ReadListener listener;
    private final ReadMeters meters;
    private final RealTime realTime = new RealTime();
    private Optional<Opened> opened = Optional.empty();
    private Optional<EpochWriter> epoch = Optional.empty();
    private long sourceNanos;
    private long silentGaps;
    private long lateSamples;
    private volatile Snapshot snapshot;

    /**
     * @param plan how it is read
     * @param media the source; closed by this
     * @param clips what keeps the source's packets; closed by this
     * @param placement where its media belongs
     * @param writer the way to Kafka
     * @param before where the stream was before this reading
     * @param listener hears how it goes
     * @param meters what is counted
     */
    public StreamReader(
            ReadPlan plan,
            MediaSource media,
            ClipRecorder clips,
            Placement placement,
            SegmentPublisher.StreamWriter writer,
            Snapshot before,
            ReadListener listener,
            ReadMeters meters) {
        this.plan = plan;
        this.media = media;
        this.clips = clips;
        this.placement = placement;
        this.writer = writer;
        this.snapshot = before;
        this.listener = listener;
        this.meters = meters;
    }

    /** Where it is now. Any thread. */
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public void run() {
        End end;
        try {
            end = read();
        } catch (PublishFailed e) {
            end = new End.Failure(FailureCause.PUBLISHING, e.reason());
        } catch (ReaderAbandoned e) {
            LOG.info("{}; what it still had is left out", e.getMessage());
            end = new End.Told();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = new End.Told();
        } catch (Throwable e) { // the top of the thread: nothing else would tell anybody
            LOG.error("stream {} cannot be read on", plan.stream(), e);
            end = new End.Failure(FailureCause.OTHER, "cannot read on in " + plan.shownAddress() + ": " + e);
        }
        try {
            media.close();
        } catch (RuntimeException e) {
            LOG.warn("stream {}: its source cannot be closed", plan.stream(), e);
        }
        clips.close();
        listener.over(end);
    }

    private End read() throws InterruptedException {
        while (!listener.isStopped()) {
            long begin = System.nanoTime();
            MediaEvent event = media.next();
            sourceNanos += System.nanoTime() - begin;
            if (event instanceof VideoFrame frame) {
                received(frame.ptsMicros());
                if (placement.isReady()) {
                    EpochWriter current = epochAt(frame.ptsMicros());
                    current.video(placement.micros(frame.ptsMicros()), frame.durationMicros(), frame.picture());
                }
            } else if (event instanceof AudioSamples samples) {
                long micros = samples.firstSample() * SegmentClock.SECOND_MICROS / SegmentClock.SAMPLES_PER_SECOND;
                received(micros);
                if (placement.isReady()) {
                    epochAt(micros).audio(samples);
                }
            } else if (event instanceof ClockReading reading) {
                read(reading);
            } else if (event instanceof Opened found) {
                opened = Optional.of(found);
                tell();
                listener.opened(found.durationMicros());
            } else if (event instanceof Discontinuity jump) {
                meters.discontinuity();
                LOG.info("stream {}: {}", plan.stream(), jump.reason());
                if (plan.isLive()) {
                    breakEpoch();
                    placement.broken();
                }
            } else if (event instanceof Ended) {
                return ended();
            } else if (event instanceof Failed failure) {
                return listener.isStopped() ? stopInOrder() : brokenOff(failure);
            } else {
                throw new IllegalStateException("no rule for the event " + event);
            }
        }
        return stopInOrder();
    }

    private void received(long mediaMicros) throws InterruptedException {
        listener.received(mediaMicros);
        if (plan.isPaced()) {
            long wait = realTime.waitNanos(mediaMicros, System.nanoTime());
            if (wait > 0) {
                listener.pause(wait);
            }
        }
    }

    private void read(ClockReading reading) throws InterruptedException {
        Optional<Placement.Break> broken = placement.read(reading);
        if (broken.isPresent()) {
            LOG.info(
                    "stream {} begins a new epoch: {}",
                    plan.stream(),
                    broken.get().reason());
            if (broken.get().isAbsurd()) {
                media.distrustTimeStamps();
            }
            breakEpoch();
        }
        tell();
    }

    /** The media that comes next begins a new epoch. */
    private void breakEpoch() throws InterruptedException {
        if (epoch.isPresent()) {
            meters.brokenOff(epoch.get().breakOff());
            epoch = Optional.empty();
        }
    }

    private EpochWriter epochAt(long mediaMicros) {
        if (epoch.isEmpty()) {
            meters.epoch();
            boolean hasVideo = opened.map(Opened::hasVideo).orElse(false);
            boolean hasAudio = opened.map(Opened::hasAudio).orElse(false);
            Segmenter segmenter = new Segmenter(
                    new SegmentClock(plan.limits().framesPerSecond()),
                    plan.limits().maxLeadMicros(),
                    hasVideo,
                    hasAudio);
            silentGaps = 0;
            lateSamples = 0;
            epoch = Optional.of(new EpochWriter(
                    new SegmentRecords(plan.stream(), placement.begin(mediaMicros)),
                    segmenter,
                    placement,
                    writer,
                    this::writing,
                    listener));
            tell();
        }
        return epoch.get();
    }

    private Optional<String> writing(Second second, long index) {
        boolean hasVideo = opened.map(Opened::hasVideo).orElse(false);
        boolean hasAudio = opened.map(Opened::hasAudio).orElse(false);
        meters.cut(second, hasVideo, hasAudio, sourceNanos);
        sourceNanos = 0;
        EpochWriter current = epoch.orElseThrow();
        meters.heard(current.silentGaps() - silentGaps, current.lateSamples() - lateSamples);
        silentGaps = current.silentGaps();
        lateSamples = current.lateSamples();
        tell();
        long start = second.index() * SegmentClock.SECOND_MICROS;
        return clips.segment(
                current.place().epoch(),
                index,
                placement.mediaMicros(start),
                placement.mediaMicros(start + second.durationMicros()));
    }

    private End ended() throws InterruptedException {
        finish(plan.isLive() ? SegmentKind.STALLED : SegmentKind.ENDED);
        return new End.Over();
    }

    /** The source failed: what it gave before is kept. */
    private End brokenOff(Failed failure) throws InterruptedException {
        finish(plan.isLive() ? SegmentKind.STALLED : SegmentKind.ENDED);
        return new End.Failure(failure.cause(), MediaAddress.withoutSecrets(failure.reason()));
    }

    private void finish(SegmentKind kind) throws InterruptedException {
        if (epoch.isPresent()) {
            if (plan.isLive()) {
                meters.brokenOff(epoch.get().breakOff());
            } else {
                epoch.get().end();
            }
            epoch.get().mark(kind);
        }
        tell();
        if (!plan.isLive()) {
            writer.drain();
        }
    }

    /** Stopped from outside: a second that is not whole is left out, and the log says that no more comes for now. */
    private End stopInOrder() throws InterruptedException {
        if (epoch.isPresent()) {
            epoch.get().mark(SegmentKind.STALLED);
        }
        tell();
        writer.drain();
        return new End.Told();
    }

    private void tell() {
        snapshot = new Snapshot(
                epoch.map(current -> current.place().epoch()).orElse(snapshot.epoch()),
                epoch.map(EpochWriter::nextIndex).orElse(snapshot.nextIndex()),
                opened.map(Opened::tracks).orElse(""),
                placement.clock(),
                placement.audioDelayMicros(),
                placement.driftPpm());
    }
}
