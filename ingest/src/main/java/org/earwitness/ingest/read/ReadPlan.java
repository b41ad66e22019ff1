package org.earwitness.ingest.read;

/**
 * How a source is read.
 *
 * @param stream name of its stream
 * @param shownAddress its address for people
 * @param isLive whether it is read again when it ends, so that its end is only a stall
 * @param isPaced whether its media is held back until it would be played
 * @param limits how it is cut
 */
public record ReadPlan(String stream, String shownAddress, boolean isLive, boolean isPaced, ReadLimits limits) {}
