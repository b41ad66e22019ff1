package org.earwitness.streaming.rejected;

import java.util.Locale;

/** Why a record was refused; its name stands in the header {@code earwitness.reason}. */
public enum RejectionReason {
    /** The bytes are not a segment in Confluent's wire format, or their schema is unknown. */
    UNDECODABLE,
    /** The record has no value. */
    NO_VALUE,
    /** The name of the stream is empty, too long or not printable. */
    BAD_NAME,
    /** The record's key is not its stream. */
    WRONG_KEY,
    /** Neither media nor a marker this program knows. */
    UNKNOWN_KIND,
    /** Epoch or index is negative or beyond the year 9999. */
    BAD_COORDINATES,
    /** Longer than a second, or without any duration. */
    BAD_DURATION,
    /** Not exactly one second of 16 kHz mono sound. */
    BAD_AUDIO,
    /** No frames though there is a picture, too many, or an empty one. */
    BAD_FRAMES,
    /** A marker that carries media. */
    UNEXPECTED_MEDIA,
    /** A frame that is not a JPEG that can be decoded. */
    UNREADABLE_FRAME;

    /** The reason as a tag of a meter. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
