package org.earwitness.ingest.source;

/**
 * What a source may cost and what its frames become.
 *
 * @param openTimeoutMillis longest that opening and looking into the media may take
 * @param readTimeoutMillis longest that one read may take
 * @param decoderThreads threads of the video decoder
 * @param maxDimension largest width or height of a frame that is decoded, pixels
 * @param frameSize width and height of the square that frames are squashed to, pixels
 * @param jpegQuantizer FFmpeg's quality of JPEG, 2 (best) to 31
 */
public record SourceLimits(
        long openTimeoutMillis,
        long readTimeoutMillis,
        int decoderThreads,
        int maxDimension,
        int frameSize,
        int jpegQuantizer) {}
