package org.earwitness.app.replay;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;

/** Where a range begins or ends, as somebody writes it. A range holds its beginning and not its end. */
sealed interface Bound {

    /** Below this a number counts segments of a file, from here on it is a Unix second (1973). */
    long FIRST_UNIX_SECOND = 100_000_000;

    long SEGMENT_MICROS = 1_000_000;

    /** The beginning or the end of what is stored. */
    record Unbounded() implements Bound {}

    /** A moment of the stream's clock, microseconds since 1970. */
    record Moment(long micros) implements Bound {}

    /** A segment of the newest epoch. */
    record Index(long index) implements Bound {}

    /** A segment of an epoch. */
    record At(Place place) implements Bound {}

    /** Whether a range that begins here holds this segment or has begun before it. */
    default boolean begins(Sighting sighting, long newestEpoch) {
        if (this instanceof Moment moment) {
            return sighting.startMicros() + SEGMENT_MICROS > moment.micros();
        }
        return isReached(sighting, newestEpoch);
    }

    /** Whether a range that ends here is over before this segment. */
    default boolean ends(Sighting sighting, long newestEpoch) {
        return !(this instanceof Unbounded) && isReached(sighting, newestEpoch);
    }

    private boolean isReached(Sighting sighting, long newestEpoch) {
        if (this instanceof Moment moment) {
            return sighting.startMicros() >= moment.micros();
        }
        if (this instanceof Index index) {
            return !sighting.place().isBefore(new Place(newestEpoch, index.index()));
        }
        return this instanceof At at ? !sighting.place().isBefore(at.place()) : true;
    }

    /** The moment, milliseconds since 1970, if it is one. */
    default OptionalLong moment() {
        return this instanceof Moment moment
                ? OptionalLong.of(TimeUnit.MICROSECONDS.toMillis(moment.micros()))
                : OptionalLong.empty();
    }

    /**
     * Reads what was written for an option.
     *
     * @throws CommandFailed when it is none of the forms
     */
    static Bound parse(String option, Optional<String> written) {
        return written.map(text -> parse(option, text.strip())).orElseGet(Unbounded::new);
    }

    private static Bound parse(String option, String text) {
        try {
            if (text.matches("\\d{1,15}:\\d{1,15}")) {
                int colon = text.indexOf(':');
                return new At(
                        new Place(Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1))));
            }
            if (text.matches("\\d{1,12}(\\.\\d{1,6})?")) {
                BigDecimal seconds = new BigDecimal(text);
                boolean counts = seconds.scale() == 0 && seconds.longValueExact() < FIRST_UNIX_SECOND;
                return counts
                        ? new Index(seconds.longValueExact())
                        : new Moment(seconds.movePointRight(6).longValueExact());
            }
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return new Moment(TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000);
        } catch (DateTimeException | ArithmeticException refused) {
            throw CommandFailed.usage(option + " " + text + " is no place in a stream. Write a time with its zone"
                    + " (2026-11-22T09:30:00Z), a Unix second, the index of a segment of a file (90), or epoch:index.");
        }
    }
}
