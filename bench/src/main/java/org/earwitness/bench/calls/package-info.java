/**
 * Single hot calls under JMH, with allocation a call: what runs for every frame, sample or segment. {@code bench/calls} starts
 * them.
 */
@NullMarked
package org.earwitness.bench.calls;

import org.jspecify.annotations.NullMarked;
