/**
 * A window on its way into {@code localize.onnx}, and its answer on the way out: masks, rounding, decision. Plain arithmetic
 * over buffers; no thread or clock.
 */
@NullMarked
package org.earwitness.inference.localize;

import org.jspecify.annotations.NullMarked;
