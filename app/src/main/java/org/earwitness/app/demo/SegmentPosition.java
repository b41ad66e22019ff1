package org.earwitness.app.demo;

/**
 * Where a segment stands in its stream.
 *
 * @param epoch epoch of the segment
 * @param index its index in the epoch
 */
record SegmentPosition(long epoch, long index) {}
