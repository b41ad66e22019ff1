package org.earwitness.ingest.read;

/**
 * Where an epoch begins.
 *
 * @param epoch its number
 * @param firstIndex index of its first second
 */
public record EpochPlace(long epoch, long firstIndex) {}
