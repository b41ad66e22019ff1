/**
 * Intervals: from when to when an event lasts. {@link org.earwitness.streaming.interval.IntervalBuilder} is a pure fold over
 * events, so that stored events can be folded again with other thresholds; the processor around it is the store and nothing else.
 */
@NullMarked
package org.earwitness.streaming.interval;

import org.jspecify.annotations.NullMarked;
