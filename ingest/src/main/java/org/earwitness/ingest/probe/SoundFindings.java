package org.earwitness.ingest.probe;

/**
 * The sound track.
 *
 * @param codec FFmpeg's name
 * @param profile of the codec; empty where there is none
 * @param sampleRate samples a second
 * @param channels how many
 * @param decodable whether there is a decoder
 * @param flow its packets
 * @param level how loud it is
 */
public record SoundFindings(
        String codec, String profile, int sampleRate, int channels, boolean decodable, Flow flow, Level level) {

    /**
     * Loudness of the sound as segments carry it: 16 kHz, mono.
     *
     * @param samples how many were heard
     * @param rmsDecibels root mean square against full scale, dBFS; {@link #SILENCE} for nothing but zeros
     * @param peakDecibels largest sample against full scale, dBFS; {@link #SILENCE} for nothing but zeros
     * @param clippedShare part of the samples that are at full scale, 0 to 1
     */
    public record Level(long samples, double rmsDecibels, double peakDecibels, double clippedShare) {
        /** Less than any sample of 16 bits can be. */
        public static final double SILENCE = -120;

        /** Nothing was heard. */
        public static final Level NONE = new Level(0, SILENCE, SILENCE, 0);
    }
}
