package org.earwitness.ingest.clip;

/**
 * Which piece of original media.
 *
 * @param stream name of its stream
 * @param recording what tells one opening of its source from the others; sorts in order of time
 * @param number place in that recording, from 1
 */
record PieceName(String stream, String recording, int number) {}
