package org.earwitness.ingest.probe;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.ingest.probe.SoundFindings.Level;
import org.earwitness.ingest.probe.Warning.Kind;
import org.earwitness.ingest.segment.SegmentClock;

/** What would go wrong with a sound track. */
final class SoundAssessment {
    /** What segments take for silence; see the segmenter. */
    private static final double SILENT_PEAK_DECIBELS = -66;

    /** Quieter than a quiet room through a microphone at the usual gain. */
    private static final double QUIET_DECIBELS = -55;

    /** More samples at full scale than this is heard as distortion. */
    private static final double CLIPPED_SHARE = 0.001;

    private SoundAssessment() {}

    static List<Warning> of(SoundFindings sound) {
        List<Warning> warnings = new ArrayList<>();
        Level level = sound.level();
        if (!sound.decodable()) {
            warnings.add(new Warning(
                    Kind.NO_DECODER,
                    "Its sound is " + sound.codec()
                            + ", which cannot be decoded here: it counts as missing and every second will"
                            + " be background. Set the encoder to AAC, Opus or G.711."));
        } else if (level.samples() == 0) {
            warnings.add(new Warning(
                    Kind.NOTHING_CAME,
                    "It announces sound, but nothing of it came: segments wait for it and are marked as without sound. Look at"
                            + " the camera's microphone, or pull the picture alone."));
        } else {
            loudness(level, warnings);
            if (sound.sampleRate() < SegmentClock.SAMPLES_PER_SECOND) {
                warnings.add(
                        new Warning(
                                Kind.TELEPHONE_SOUND,
                                "Its sound has " + sound.sampleRate() + " samples a second: nothing above "
                                        + sound.sampleRate() / 2
                                        + " Hz is in it, while packs listen up to 8000 Hz. Set the camera to AAC with 16000 or more."));
            }
        }
        return warnings;
    }

    private static void loudness(Level level, List<Warning> warnings) {
        if (level.peakDecibels() < SILENT_PEAK_DECIBELS) {
            warnings.add(new Warning(
                    Kind.SILENT,
                    "Its sound is silent: "
                            + (level.peakDecibels() <= Level.SILENCE
                                    ? "every sample is zero"
                                    : "the loudest sample is " + Figures.decibels(level.peakDecibels())
                                            + ", and below -66 dBFS a second counts as silent")
                            + ". Switch the microphone on, or raise its gain; so it gives background only."));
        } else if (level.rmsDecibels() < QUIET_DECIBELS) {
            warnings.add(new Warning(
                    Kind.QUIET,
                    "Its sound is very quiet: " + Figures.decibels(level.rmsDecibels())
                            + " on the average. If that is not just a quiet moment, raise the microphone's gain."));
        }
        if (level.clippedShare() > CLIPPED_SHARE) {
            warnings.add(new Warning(
                    Kind.CLIPPED,
                    "Its sound is distorted: " + Figures.percent(level.clippedShare())
                            + " of its samples are at full scale. Lower the microphone's gain."));
        }
    }
}
