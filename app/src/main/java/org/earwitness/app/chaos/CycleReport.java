package org.earwitness.app.chaos;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.earwitness.app.guarantee.Span;

/**
 * What became of one cycle.
 *
 * @param cycle its number, from 1
 * @param kind which fault
 * @param blow whom it hit, and when
 * @param recovered when every stream was back; empty when one never was
 */
record CycleReport(int cycle, FaultKind kind, Fault.Blow blow, Optional<Instant> recovered) {
    /** Segments of before a fault may still be on their way when it begins. */
    private static final long EARLIER_MILLIS = 15_000;

    /** Seconds from the fault's end until every stream was back. */
    double secondsFromEnd() {
        return recovered.map(at -> Recovery.seconds(blow.end(), at)).orElse(Double.POSITIVE_INFINITY);
    }

    /** Seconds from the fault's beginning until every stream was back. */
    double secondsFromBegin() {
        return recovered.map(at -> Recovery.seconds(blow.begin(), at)).orElse(Double.POSITIVE_INFINITY);
    }

    /** Which segments may have gone without an answer because of it. */
    Optional<Span> withoutAnswers() {
        return kind.takesAnswers()
                ? Optional.of(new Span(
                        blow.begin().toEpochMilli() - EARLIER_MILLIS,
                        recovered.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE)))
                : Optional.empty();
    }

    /** One line for people. */
    String line() {
        String back = recovered.isPresent()
                ? String.format(
                        Locale.ROOT,
                        "recovered %.1f s after its end (%.1f s after its beginning)",
                        secondsFromEnd(),
                        secondsFromBegin())
                : "NOT RECOVERED";
        return String.format(Locale.ROOT, "cycle %d %s: %s; %s", cycle, kind, blow.victim(), back);
    }
}
