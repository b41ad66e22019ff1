/**
 * The topology: segments in, events and intervals out, exactly once. {@link org.earwitness.streaming.LocalizationTopology} draws
 * it, {@link org.earwitness.streaming.Localizer} runs it. The folders follow a segment's way: {@code admit}, {@code window},
 * {@code localize}, {@code interval}; {@code rejected} is where refused records leave. Media never enters a state store.
 */
@NullMarked
package org.earwitness.streaming;

import org.jspecify.annotations.NullMarked;
