/**
 * Admission: which record of a stream counts. Order is (epoch, index); duplicates and late ones are dropped and counted,
 * malformed ones refused, jumps become gaps, new epochs discontinuities. {@link org.earwitness.streaming.admit.Admission} decides
 * and knows no store, no clock and no thread.
 */
@NullMarked
package org.earwitness.streaming.admit;

import org.jspecify.annotations.NullMarked;
