package org.earwitness.schemas;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes of our records by name in a closed list, so that no schema of the outside can name a class to load and
 * nothing has to be trusted for the whole process.
 */
final class TrustedRecords extends SpecificData {
    private static final Map<String, Class<?>> CLASSES = Stream.<Class<?>>of(
                    Segment.class,
                    SegmentKind.class,
                    Clock.class,
                    VideoTrack.class,
                    AudioTrack.class,
                    SegmentEvent.class,
                    WindowContext.class,
                    EventState.class,
                    PackReference.class,
                    EventInterval.class,
                    IntervalState.class,
                    CloseReason.class,
                    ModelAssignment.class,
                    CanaryShare.class,
                    StreamSource.class,
                    SourcePlayback.class,
                    SourceTransport.class,
                    SourceTracks.class,
                    StreamStatus.class,
                    StreamCondition.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    TrustedRecords() {
        super(Objects.requireNonNull(TrustedRecords.class.getClassLoader()));
    }

    @Override
    public @Nullable Class<?> getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> CLASSES.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }
}
