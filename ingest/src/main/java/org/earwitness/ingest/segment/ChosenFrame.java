package org.earwitness.ingest.segment;

/**
 * A frame that was chosen for a segment.
 *
 * @param ptsMicros when it was first shown, microseconds since the origin of the stream
 * @param still its JPEG and whether it is black
 */
public record ChosenFrame(long ptsMicros, Picture.Still still) {}
