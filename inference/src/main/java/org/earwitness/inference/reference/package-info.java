/**
 * Checks a pack's graphs against tensors that another runtime gave: the arrays of an {@code .npz} file in, the largest
 * difference of each output out. Knows the file format and the sessions; nothing of streams.
 */
@NullMarked
package org.earwitness.inference.reference;

import org.jspecify.annotations.NullMarked;
