package org.earwitness.streaming.window;

import java.util.Optional;
import org.earwitness.inference.Features;

/**
 * What one encoder made of a segment.
 *
 * @param encodeDigest SHA-256 of the {@code encode.onnx}
 * @param features what it gave; empty when it gave no answer
 * @param unansweredReason why it gave none; empty when it did
 */
public record Encoding(String encodeDigest, Optional<Features> features, Optional<String> unansweredReason) {

    public Encoding {
        if (features.isPresent() == unansweredReason.isPresent()) {
            throw new IllegalArgumentException(
                    "an encoding has either features or a reason for having none, encoder " + encodeDigest);
        }
    }
}
