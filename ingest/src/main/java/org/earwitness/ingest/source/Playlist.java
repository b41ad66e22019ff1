package org.earwitness.ingest.source;

import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.SegmentClock;

/**
 * The dates in an HLS playlist (RFC 8216, section 4.3.2.6): when the first sample of each segment was recorded. A segment without
 * a date of its own follows the one before, unless a discontinuity is between them.
 */
final class Playlist {
    private static final String DATE = "#EXT-X-PROGRAM-DATE-TIME:";
    private static final String LENGTH = "#EXTINF:";
    private static final String BREAK = "#EXT-X-DISCONTINUITY";
    private static final int MOST_SEGMENTS = 4_096;

    /** ISO 8601 as playlists write it: offsets with and without a colon, or none, which means UTC. */
    private static final DateTimeFormatter DATES = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(java.util.Locale.ROOT);

    private final Map<String, Long> dates;

    private Playlist(Map<String, Long> dates) {
        this.dates = dates;
    }

    /**
     * Reads a playlist; lines that make no sense are passed over.
     *
     * @param text its lines
     * @param base what its addresses are relative to
     */
    static Playlist parse(String text, URI base) {
        Map<String, Long> dates = new LinkedHashMap<>();
        OptionalLong next = OptionalLong.empty();
        long lengthMicros = 0;
        for (String raw : text.split("\\R")) {
            String line = raw.strip();
            if (line.startsWith(DATE)) {
                next = micros(line.substring(DATE.length()));
            } else if (line.equals(BREAK)) {
                next = OptionalLong.empty();
            } else if (line.startsWith(LENGTH)) {
                lengthMicros = length(line.substring(LENGTH.length()));
            } else if (!line.isEmpty() && !line.startsWith("#") && dates.size() < MOST_SEGMENTS) {
                if (next.isPresent()) {
                    dates.put(absolute(base, line), next.getAsLong());
                    next = OptionalLong.of(next.getAsLong() + lengthMicros);
                }
                lengthMicros = 0;
            }
        }
        return new Playlist(dates);
    }

    /** When the first sample of a segment was recorded, microseconds since 1970. */
    OptionalLong utcMicros(String segment) {
        Long date = dates.get(segment);
        return date == null ? OptionalLong.empty() : OptionalLong.of(date);
    }

    private static OptionalLong micros(String text) {
        try {
            TemporalAccessor parsed = DATES.parse(text.strip());
            OffsetDateTime date = OffsetDateTime.of(
                    java.time.LocalDateTime.from(parsed),
                    ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS)));
            return OptionalLong.of(date.toEpochSecond() * SegmentClock.SECOND_MICROS + date.getNano() / 1_000);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static long length(String text) {
        try {
            int comma = text.indexOf(',');
            double seconds = Double.parseDouble(comma < 0 ? text : text.substring(0, comma));
            return seconds >= 0 && seconds < 3_600 ? Math.round(seconds * SegmentClock.SECOND_MICROS) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String absolute(URI base, String reference) {
        try {
            return base.resolve(reference).toString();
        } catch (IllegalArgumentException e) {
            return reference;
        }
    }
}
