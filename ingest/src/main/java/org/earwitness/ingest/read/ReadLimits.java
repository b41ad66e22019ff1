package org.earwitness.ingest.read;

/**
 * How a source's media is cut.
 *
 * @param framesPerSecond JPEG frames a segment carries
 * @param maxLeadMicros how far sound or picture may be ahead of the other, microseconds of media
 */
public record ReadLimits(int framesPerSecond, long maxLeadMicros) {}
