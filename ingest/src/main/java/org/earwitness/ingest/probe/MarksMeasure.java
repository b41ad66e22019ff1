package org.earwitness.ingest.probe;

import java.util.List;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.earwitness.schemas.VideoTrack;

/**
 * Cuts what comes into seconds by the segmenter of ingest, so that black and frozen mean here what they mean there, and counts
 * the marks. One thread.
 */
final class MarksMeasure {
    private final Segmenter segmenter;
    private int seconds;
    private int missing;
    private int black;
    private int frozen;
    private long endMicros;

    MarksMeasure(IngestConfig config, Opened opened) {
        this.segmenter = new Segmenter(
                new SegmentClock(config.framesPerSecond()),
                config.maxLeadMillis() * 1_000,
                opened.hasVideo(),
                opened.hasAudio());
    }

    void video(VideoFrame frame) {
        endMicros = Math.max(endMicros, frame.ptsMicros());
        count(segmenter.video(frame.ptsMicros(), frame.durationMicros(), frame.picture()));
    }

    void audio(AudioSamples samples) {
        endMicros = Math.max(
                endMicros,
                (samples.firstSample() + samples.count())
                        * SegmentClock.SECOND_MICROS
                        / SegmentClock.SAMPLES_PER_SECOND);
        count(segmenter.audio(samples.firstSample(), samples.pcm(), 0, samples.count()));
    }

    /** Nothing follows; must be called while the source is open, for its last frame may still be asked for. */
    void end() {
        count(segmenter.end());
    }

    /** How far the media has come, microseconds since its origin. */
    long endMicros() {
        return endMicros;
    }

    Marks marks() {
        return new Marks(seconds, missing, black, frozen);
    }

    private void count(List<Second> finished) {
        for (Second second : finished) {
            seconds++;
            missing += second.video() == VideoTrack.MISSING ? 1 : 0;
            black += second.video() == VideoTrack.BLACK ? 1 : 0;
            frozen += second.video() == VideoTrack.FROZEN ? 1 : 0;
        }
    }
}
