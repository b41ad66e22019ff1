package org.earwitness.app.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.run.LabelColours;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;

/** What the page shows of one stream. Everything is bounded; the oldest goes first. One thread at a time. */
final class StreamCard {
    /** The time line shows a minute; a little more, so that its left edge is never empty. */
    private static final int MOST_EVENTS = 66;

    private static final int MOST_INTERVALS = 40;
    /** Frames wait for an event that comes one to a few seconds later, more with look-ahead. */
    private static final int MOST_FRAMED = 16;

    private final int id;
    private final String name;
    private final PageJson json;
    private final FrameShelf frames = new FrameShelf(MOST_FRAMED);
    private final Map<SegmentPosition, Message> events = new LinkedHashMap<>();
    private final Map<String, Message> intervals = new LinkedHashMap<>();
    private Message state;
    private Optional<Awaited> awaited = Optional.empty();

    private record Awaited(SegmentEvent event, LabelColours colours) {}

    StreamCard(int id, String name, PageJson json) {
        this.id = id;
        this.name = name;
        this.json = json;
        this.state = json.stream(id, name);
    }

    /** Number of the stream on the page. */
    int id() {
        return id;
    }

    Message note(StreamStatus status) {
        state = json.stream(id, name, status);
        return state;
    }

    /** Keeps the frames; gives the event again when it came before its segment. */
    Optional<Message> note(Segment segment) {
        if (segment.getKind() != SegmentKind.MEDIA) {
            return Optional.empty();
        }
        SegmentPosition position = new SegmentPosition(segment.getEpoch(), segment.getIndex());
        frames.put(position, segment.getFrames());
        return awaited.filter(early -> position(early.event()).equals(position))
                .map(early -> note(early.event(), early.colours()));
    }

    Message note(SegmentEvent event, LabelColours colours) {
        SegmentPosition position = position(event);
        int count = frames.count(position);
        awaited = count == 0 ? Optional.of(new Awaited(event, colours)) : Optional.empty();
        Message message = json.event(id, event, count, colours);
        keep(events, position, message, MOST_EVENTS);
        return message;
    }

    Message note(EventInterval interval, LabelColours colours) {
        Message message = json.interval(id, interval, colours);
        keep(intervals, interval.getId(), message, MOST_INTERVALS);
        return message;
    }

    Optional<byte[]> frame(SegmentPosition position, int number) {
        return frames.frame(position, number);
    }

    /** Everything a browser that comes now has to be told. */
    Collection<Message> recall() {
        List<Message> all = new ArrayList<>();
        all.add(state);
        all.addAll(events.values());
        all.addAll(intervals.values());
        return all;
    }

    private static SegmentPosition position(SegmentEvent event) {
        return new SegmentPosition(event.getEpoch(), event.getIndex());
    }

    private static <K> void keep(Map<K, Message> messages, K key, Message message, int most) {
        messages.put(key, message);
        if (messages.size() > most) {
            messages.remove(messages.keySet().iterator().next());
        }
    }
}
