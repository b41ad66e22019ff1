package org.earwitness.ingest;

import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.publish.PublishFailed;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.Discontinuity;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one stream from its source to its end: the loop between the media source, the segmenter and the publisher.
 *
 * <p>Runs once, on a thread of its own, and completes the reading whatever happens.
 */
final class StreamReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private final StreamSource source;
    private final IngestConfig config;
    private final MediaSource media;
    private final Reading reading;
    private final SegmentPublisher publisher;
    private final SegmentPublisher.StreamWriter writer;
    private final IngestMeters meters;
    private final SegmentRecords records;
    private final RealTime realTime = new RealTime();
    private Optional<StreamState> state = Optional.empty();
    private Optional<Opened> opened = Optional.empty();
    private Segmenter segmenter;
    private long sourceNanos;
    private long silentGaps;
    private long lateSamples;
    private long written;

    StreamReader(
            StreamSource source,
            IngestConfig config,
            MediaSource media,
            Reading reading,
            SegmentPublisher publisher,
            SegmentPublisher.StreamWriter writer,
            IngestMeters meters) {
        this.source = source;
        this.config = config;
        this.media = media;
        this.reading = reading;
        this.publisher = publisher;
        this.writer = writer;
        this.meters = meters;
        this.records = new SegmentRecords(source);
        this.segmenter = segmenterFor(false, false);
    }

    @Override
    public void run() {
        Outcome outcome;
        try {
            move(new StreamState.Connecting());
            outcome = read();
        } catch (PublishFailed e) {
            outcome = failed(e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = stopped();
        } catch (Throwable e) { // the top of the thread: nothing else would tell anybody
            LOG.error("stream {} cannot be read on", source.stream(), e);
            outcome = failed("cannot read on in " + source.shownAddress() + ": " + e);
        }
        try {
            media.close();
        } catch (RuntimeException e) {
            LOG.warn("stream {}: its source cannot be closed", source.stream(), e);
        }
        reading.finish(outcome);
    }

    private Outcome read() throws InterruptedException {
        while (!reading.isStopped()) {
            long begin = System.nanoTime();
            MediaEvent event = media.next();
            sourceNanos += System.nanoTime() - begin;
            if (event instanceof VideoFrame frame) {
                received(frame.ptsMicros());
                publish(segmenter.video(frame.ptsMicros(), frame.durationMicros(), frame.picture()));
            } else if (event instanceof AudioSamples samples) {
                received(samples.firstSample() * SegmentClock.SECOND_MICROS / SegmentClock.SAMPLES_PER_SECOND);
                publish(segmenter.audio(samples.firstSample(), samples.pcm(), 0, samples.count()));
            } else if (event instanceof Opened found) {
                opened = Optional.of(found);
                segmenter = segmenterFor(found.hasVideo(), found.hasAudio());
            } else if (event instanceof Discontinuity jump) {
                meters.discontinuity();
                LOG.info("stream {}: {}", source.stream(), jump.reason());
            } else if (event instanceof Ended) {
                return ended();
            } else if (event instanceof Failed failure) {
                return reading.isStopped() ? stopInOrder() : brokenOff(failure.reason());
            } else {
                throw new IllegalStateException("no rule for the event " + event);
            }
        }
        return stopInOrder();
    }

    private Segmenter segmenterFor(boolean hasVideo, boolean hasAudio) {
        return new Segmenter(
                new SegmentClock(config.framesPerSecond()), config.maxLeadMillis() * 1_000, hasVideo, hasAudio);
    }

    private void received(long mediaMicros) throws InterruptedException {
        if (state.isPresent() && state.get() instanceof StreamState.Connecting connecting) {
            move(connecting.received(opened.map(Opened::tracks).orElse("")));
        }
        if (source.pace() == Pace.REAL_TIME) {
            long wait = realTime.waitNanos(mediaMicros, System.nanoTime());
            if (wait > 0) {
                reading.pause(wait);
            }
        }
        if (opened.isPresent() && opened.get().durationMicros().isPresent() && !source.looped()) {
            reading.progressed(
                    (double) mediaMicros / opened.get().durationMicros().getAsLong());
        }
    }

    private void publish(List<Second> seconds) throws InterruptedException {
        for (Second second : seconds) {
            boolean hasVideo = opened.map(Opened::hasVideo).orElse(false);
            boolean hasAudio = opened.map(Opened::hasAudio).orElse(false);
            meters.cut(second, hasVideo, hasAudio, sourceNanos);
            sourceNanos = 0;
            meters.heard(segmenter.silentGaps() - silentGaps, segmenter.lateSamples() - lateSamples);
            silentGaps = segmenter.silentGaps();
            lateSamples = segmenter.lateSamples();
            writer.publish(records.media(second));
            reading.advanced(++written);
        }
    }

    private Outcome ended() throws InterruptedException {
        publish(segmenter.end());
        mark(SegmentKind.ENDED);
        reading.progressed(1);
        if (state.isPresent() && state.get() instanceof StreamState.Live live) {
            move(live.ended());
        }
        return new Outcome.Ended(written);
    }

    /** The source failed: what it gave before is kept, and the stream is over. */
    private Outcome brokenOff(String reason) throws InterruptedException {
        publish(segmenter.end());
        mark(SegmentKind.ENDED);
        return failed(reason);
    }

    /** Stopped from outside: a second that is not whole is left out, and the log says that no more comes for now. */
    private Outcome stopInOrder() throws InterruptedException {
        mark(SegmentKind.STALLED);
        return stopped();
    }

    private void mark(SegmentKind kind) throws InterruptedException {
        if (written > 0) {
            writer.publish(records.marker(kind, segmenter.nextIndex()));
        }
        writer.drain();
    }

    private Outcome failed(String reason) {
        String shown = MediaAddress.withoutSecrets(reason);
        writer.abandon();
        move(new StreamState.Failed(shown));
        return new Outcome.Failed(shown, written);
    }

    private Outcome stopped() {
        writer.abandon();
        move(new StreamState.Stopped());
        return new Outcome.Stopped(written);
    }

    private void move(StreamState next) {
        meters.moved(state, next);
        state = Optional.of(next);
        LOG.info("stream {} is {}: {}", source.stream(), next.condition(), next.reason());
        publisher.publish(StreamStatus.newBuilder()
                .setStream(source.stream())
                .setState(next.condition())
                .setReason(next.reason())
                .setEpoch(source.epoch())
                .setNextIndex(records.indexOf(segmenter.nextIndex()))
                .setAttempt(next instanceof StreamState.Live || opened.isPresent() ? 0 : 1)
                .setSource(source.shownAddress())
                .setTracks(opened.map(Opened::tracks).orElse(""))
                .build());
    }
}
