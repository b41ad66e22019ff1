/**
 * A segment on its way into {@code encode.onnx}: JPEG frames to pixels of the size a pack wants, sound to samples, masks. The
 * only place of the room that talks to FFmpeg, and of FFmpeg only the JPEG decoder and the scaler.
 */
@NullMarked
package org.earwitness.inference.encode;

import org.jspecify.annotations.NullMarked;
