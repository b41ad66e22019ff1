package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images are pinned and which are not. */
final class ImageReferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache/kafka:4.3.1",
                "quay.io/apicurio/apicurio-registry-kafkasql:2.6.13.Final",
                "host:5000/some/image:1.2",
                "some/image@sha256:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void aFullVersionOrADigestIsPinned(String image) {
        assertThat(ImageReference.parse(image).problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apache/kafka", "apache/kafka:latest", "eclipse-temurin:17", "host:5000/some/image"})
    void whatMovesIsNotPinned(String image) {
        assertThat(ImageReference.parse(image).problem()).isPresent();
    }
}
