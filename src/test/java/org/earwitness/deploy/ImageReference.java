package org.earwitness.deploy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a container image.
 *
 * @param repository where it comes from
 * @param tag its tag; empty where there is none
 * @param digest its digest; empty where there is none
 */
record ImageReference(String repository, Optional<String> tag, Optional<String> digest) {
    private static final Pattern REFERENCE =
            Pattern.compile("(?<repository>[^@]+?)(?::(?<tag>[A-Za-z0-9_.-]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?");
    // Two numbers at least: `17` and `3` are moved to every new release.
    private static final Pattern PRECISE = Pattern.compile("v?\\d+\\.\\d+.*");

    static ImageReference parse(String text) {
        Matcher reference = REFERENCE.matcher(text);
        if (!reference.matches()) {
            throw new IllegalArgumentException("not an image: " + text);
        }
        return new ImageReference(
                reference.group("repository"),
                Optional.ofNullable(reference.group("tag")),
                Optional.ofNullable(reference.group("digest")));
    }

    /** Why tomorrow's pull could bring another image; empty when it could not. */
    Optional<String> problem() {
        if (digest.isPresent()
                || tag.filter(name -> PRECISE.matcher(name).matches()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                repository + " is not pinned: its tag is " + tag.orElse("missing") + ". Name a full version");
    }
}
