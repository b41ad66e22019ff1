/**
 * What a replay adds to the topology and nothing else: which stretch of the log is processed ({@link
 * org.earwitness.streaming.replay.Excerpt}), at which pace, and segments that are encoded while they wait in line ({@link
 * org.earwitness.streaming.replay.EncodingAhead}). The operators that decide are the same as in live use.
 */
@NullMarked
package org.earwitness.streaming.replay;

import org.jspecify.annotations.NullMarked;
