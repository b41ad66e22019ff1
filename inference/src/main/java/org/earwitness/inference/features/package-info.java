/** How the features of a segment are stored between {@code encode.onnx} and {@code localize.onnx}: layout and half floats. */
@NullMarked
package org.earwitness.inference.features;

import org.jspecify.annotations.NullMarked;
