package org.earwitness.app.rejected;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a record is.
 *
 * @param topic its topic
 * @param partition its partition, 0-based
 * @param offset its offset
 */
record Coordinates(String topic, int partition, long offset) {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
    private static final Pattern FULL = Pattern.compile("([A-Za-z0-9._-]+):(\\d{1,9}):(\\d{1,18})");

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }

    /**
     * A place in the topic of rejected records, as {@code list} prints it.
     *
     * @param partition its partition
     * @param offset its offset
     */
    record Place(int partition, long offset) {
        Coordinates in(String topic) {
            return new Coordinates(topic, partition, offset);
        }
    }

    /** Reads {@code PARTITION:OFFSET}. */
    static final class PlaceConverter implements ITypeConverter<Place> {
        @Override
        public Place convert(String text) {
            Matcher matcher = PLACE.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not PARTITION:OFFSET, for instance 3:17");
            }
            return new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
        }
    }

    /** Reads {@code TOPIC:PARTITION:OFFSET}. */
    static final class Converter implements ITypeConverter<Coordinates> {
        @Override
        public Coordinates convert(String text) {
            Matcher matcher = FULL.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is not TOPIC:PARTITION:OFFSET, for instance av.segments:3:17");
            }
            return new Coordinates(
                    matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
        }
    }
}
