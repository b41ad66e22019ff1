package org.earwitness.app.guarantee;

import java.util.Optional;

/**
 * A record of {@code av.rejected}.
 *
 * @param place where it lies
 * @param source where the refused record lies, as its headers say
 * @param reason why it was refused, as its headers say
 * @param message the same in words, as its headers say
 * @param digest SHA-256 of the whole value, hexadecimal
 */
public record LoggedRejection(
        Place place, Optional<Place> source, Optional<String> reason, Optional<String> message, String digest) {}
