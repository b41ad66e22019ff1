/**
 * ONNX Runtime at work: sessions with buffers bound ahead of time, execution providers, deadlines. Every native handle of
 * the runtime is opened and closed here. The engine calls it; it knows tensors by name, and nothing of segments.
 */
@NullMarked
package org.earwitness.inference.session;

import org.jspecify.annotations.NullMarked;
