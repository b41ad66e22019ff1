package org.earwitness.schemas;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue: one typed object a topic. The README table and the plan of {@code topics plan} come from it. */
public final class Topics {
    /** What all names begin with unless configured otherwise. */
    public static final String DEFAULT_PREFIX = "av.";

    /** Partitions of a topic on a real cluster: planned for peak, because they are chosen once. */
    public static final int DEFAULT_PARTITIONS = 64;

    /** Largest segment: 16 JPEG frames of 100 KB and a second of sound fit well. */
    public static final int SEGMENT_BYTES = 2 * 1024 * 1024;

    private static final int RECORD_BYTES = 1024 * 1024;

    private final String prefix;
    private final Topic<StreamSource> sources;
    private final Topic<Segment> segments;
    private final Topic<SegmentEvent> events;
    private final Topic<EventInterval> intervals;
    private final Topic<StreamStatus> streams;
    private final Topic<byte[]> rejected;
    private final Topic<ModelAssignment> models;
    private final Topic<SegmentEvent> shadowEvents;

    /**
     * @param prefix what all names begin with, for instance {@code av.}
     * @param partitions partitions of each topic
     */
    public Topics(String prefix, int partitions) {
        if (!prefix.matches("[A-Za-z0-9._-]{0,60}")) {
            throw new IllegalArgumentException("prefix is '" + prefix
                    + "': a topic name has letters, digits, '.', '_' and '-' only. Use for instance " + DEFAULT_PREFIX);
        }
        if (partitions < 1 || partitions > 10_000) {
            throw new IllegalArgumentException(
                    "partitions is " + partitions + ": it is outside 1 to 10000. Use " + DEFAULT_PARTITIONS + ".");
        }
        this.prefix = prefix;
        sources = new Topic<>(
                prefix + "sources",
                Topic.subjectOf(prefix + "sources"),
                "stream",
                StreamSource.class,
                Optional.of(StreamSource.getClassSchema()),
                // As many as av.streams has: whoever owns a partition here finds the states of its streams in the same
                // one.
                partitions,
                Map.of("cleanup.policy", "compact"),
                RECORD_BYTES,
                "operators (`sources add|remove`)",
                "ingest workers of a group",
                "the streams that there should be; a record without a value removes one");
        segments = new Topic<>(
                prefix + "segments",
                Topic.subjectOf(prefix + "segments"),
                "stream",
                Segment.class,
                Optional.of(Segment.getClassSchema()),
                partitions,
                Map.ofEntries(
                        entry("cleanup.policy", "delete"),
                        entry("retention.ms", millis(Duration.ofHours(24))),
                        // 60 KB a second and stream, two streams a partition, a day.
                        entry("retention.bytes", Long.toString(60_000L * 2 * 86_400)),
                        entry("max.message.bytes", Integer.toString(SEGMENT_BYTES)),
                        // JPEG does not shrink any further.
                        entry("compression.type", "uncompressed"),
                        // Media time is in the value; a file's would be 1970 and fall to retention at once.
                        entry("message.timestamp.type", "LogAppendTime")),
                SEGMENT_BYTES,
                "ingest; the localizer (STALLED markers)",
                "the localizer, replay",
                "one self-contained second of media a record");
        events = new Topic<>(
                prefix + "events",
                Topic.subjectOf(prefix + "events"),
                "stream",
                SegmentEvent.class,
                Optional.of(SegmentEvent.getClassSchema()),
                partitions,
                Map.of("cleanup.policy", "delete", "retention.ms", millis(Duration.ofDays(7))),
                RECORD_BYTES,
                "the localizer",
                "subscribers, dashboard",
                "what is both heard and seen, one record a second and stream");
        intervals = new Topic<>(
                prefix + "intervals",
                Topic.subjectOf(prefix + "intervals"),
                "stream",
                EventInterval.class,
                Optional.of(EventInterval.getClassSchema()),
                partitions,
                Map.of("cleanup.policy", "delete", "retention.ms", millis(Duration.ofDays(30))),
                RECORD_BYTES,
                "the localizer",
                "subscribers, dashboard, alerts",
                "from when to when an event lasts: open, updated, closed under one id");
        streams = new Topic<>(
                prefix + "streams",
                Topic.subjectOf(prefix + "streams"),
                "stream",
                StreamStatus.class,
                Optional.of(StreamStatus.getClassSchema()),
                partitions,
                Map.of("cleanup.policy", "compact"),
                RECORD_BYTES,
                "ingest",
                "operators, dashboard",
                "every change of a stream's state, with the reason in words");
        rejected = new Topic<>(
                prefix + "rejected",
                Topic.subjectOf(prefix + "rejected"),
                "as it was",
                byte[].class,
                Optional.empty(),
                partitions,
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", millis(Duration.ofDays(7)),
                        // A rejected segment keeps its bytes and gains headers.
                        "max.message.bytes", Integer.toString(SEGMENT_BYTES + 64 * 1024)),
                SEGMENT_BYTES + 64 * 1024,
                "the localizer",
                "operators (`rejected list|show|replay`)",
                "records that were refused, bytes as they came, reason in the headers");
        models = new Topic<>(
                prefix + "models",
                Topic.subjectOf(prefix + "models"),
                "scope",
                ModelAssignment.class,
                Optional.of(ModelAssignment.getClassSchema()),
                // Every localizer reads all of it, and there are few records: one partition keeps their order.
                1,
                // By the clock that events have their times from: who waits for a change compares the two.
                Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"),
                RECORD_BYTES,
                "operators (`models set|shadow|canary|rollback`)",
                "the localizer",
                "which model packs are active, in shadow or tried on a share of the streams");
        shadowEvents = new Topic<>(
                prefix + "shadow-events",
                Topic.subjectOf(prefix + "shadow-events"),
                "stream",
                SegmentEvent.class,
                Optional.of(SegmentEvent.getClassSchema()),
                partitions,
                Map.of("cleanup.policy", "delete", "retention.ms", millis(Duration.ofDays(7))),
                RECORD_BYTES,
                "the localizer",
                "operators who compare packs",
                "what a shadow pack answers beside the active one");
    }

    private Topics(Topics inputs, String own) {
        prefix = inputs.prefix;
        sources = inputs.sources;
        segments = inputs.segments;
        streams = inputs.streams;
        events = inputs.events.named(own + "events");
        intervals = inputs.intervals.named(own + "intervals");
        models = inputs.models;
        shadowEvents = inputs.shadowEvents.named(own + "shadow-events");
        rejected = inputs.rejected.named(own + "rejected");
    }

    /**
     * The catalogue of a second localizer beside the first: it reads the same topics, and writes topics of its own under the
     * schemas that are registered already. Its {@link #results()} must be made before it starts.
     *
     * @param name a word of letters, digits and '-' that no other localizer of this installation has
     */
    public Topics beside(String name) {
        if (!name.matches("[A-Za-z0-9-]{1,60}")) {
            throw new IllegalArgumentException("a localizer beside another is named '" + name
                    + "': its topics are, so it has 1 to 60 letters, digits and '-' only. Use for instance replay-1.");
        }
        return new Topics(this, besidePrefix(name) + ".");
    }

    /** What the names of the own topics begin with of all localizers whose names begin like this. */
    public String besidePrefix(String name) {
        return prefix + name;
    }

    /** The catalogue with its usual prefix and number of partitions. */
    public static Topics standard() {
        return new Topics(DEFAULT_PREFIX, DEFAULT_PARTITIONS);
    }

    /** The streams that there should be. */
    public Topic<StreamSource> sources() {
        return sources;
    }

    /** One second of media a record. */
    public Topic<Segment> segments() {
        return segments;
    }

    /** One event a second and stream. */
    public Topic<SegmentEvent> events() {
        return events;
    }

    /** Intervals: open, updated, closed. */
    public Topic<EventInterval> intervals() {
        return intervals;
    }

    /** States of the streams. */
    public Topic<StreamStatus> streams() {
        return streams;
    }

    /** Refused records, bytes as they came. */
    public Topic<byte[]> rejected() {
        return rejected;
    }

    /** Which packs are wanted, by scope. */
    public Topic<ModelAssignment> models() {
        return models;
    }

    /** Events of shadow packs. */
    public Topic<SegmentEvent> shadowEvents() {
        return shadowEvents;
    }

    /** All topics, in the order a segment meets them, then those that steer and compare. */
    public List<Topic<?>> all() {
        return List.of(sources, segments, events, intervals, streams, rejected, models, shadowEvents);
    }

    /** The topics that a localizer writes and nobody else. */
    public List<Topic<?>> results() {
        return List.of(events, intervals, rejected);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
