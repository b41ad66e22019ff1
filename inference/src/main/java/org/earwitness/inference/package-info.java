/**
 * Model packs and how they are run: frame decoding, ONNX sessions, execution providers, the dynamic batcher. Knows tensors
 * and packs; knows neither Kafka nor Avro. {@link org.earwitness.inference.InferenceEngine} is its entrance.
 */
@NullMarked
package org.earwitness.inference;

import org.jspecify.annotations.NullMarked;
