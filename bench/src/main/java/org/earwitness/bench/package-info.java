/**
 * Measures Earwitness, each figure beside its peer in the same run: the whole pipeline, its ingest half and its engine against
 * FFmpeg's command line and a bare ONNX Runtime loop, and how soon it is up. {@code bench/pipeline} and {@code bench/calls}
 * start it; no test does, because a timed test fails on a busy machine.
 */
@NullMarked
package org.earwitness.bench;

import org.jspecify.annotations.NullMarked;
