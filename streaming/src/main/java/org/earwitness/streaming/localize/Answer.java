package org.earwitness.streaming.localize;

import java.util.Optional;

/** What came of asking the engine. */
sealed interface Answer<T> {

    /** It answered. */
    record Given<T>(T value) implements Answer<T> {
        @Override
        public Optional<T> asOptional() {
            return Optional.of(value);
        }

        @Override
        public Optional<String> missingReason() {
            return Optional.empty();
        }
    }

    /** It did not; why, in words. */
    record Missing<T>(String reason) implements Answer<T> {
        @Override
        public Optional<T> asOptional() {
            return Optional.empty();
        }

        @Override
        public Optional<String> missingReason() {
            return Optional.of(reason);
        }
    }

    /** What it answered, if it did. */
    Optional<T> asOptional();

    /** Why it did not, if it did not. */
    Optional<String> missingReason();
}
