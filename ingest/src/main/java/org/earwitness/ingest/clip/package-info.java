/**
 * Keeps the original media of the last minutes, so that what an interval says can be looked at. {@link Clips} is the entrance: it
 * gives each opened source a {@link ClipRecorder}, which gets the very packets that the segments are made of and writes them, not
 * re-encoded, in pieces of a few seconds to a {@link ClipStore}. Whatever goes wrong here costs a piece, never the stream. Nothing
 * here decodes, and nothing here goes through Kafka but a short reference on each segment.
 */
@NullMarked
package org.earwitness.ingest.clip;

import org.jspecify.annotations.NullMarked;
