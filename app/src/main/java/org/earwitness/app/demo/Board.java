package org.earwitness.app.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.run.LabelColours;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.StreamStatus;

/**
 * What the page shows, kept small: how the start goes, and of each stream its state, the events and intervals of the last
 * minute and the newest frames. Whoever comes to the page is told all of it, then every change. Any thread.
 */
final class Board {
    /** More streams than a page can show are left out. */
    static final int MOST_STREAMS = 32;

    private final Audience audience;
    private final PageJson json = new PageJson();
    private final Map<StartStep, Message> steps = new EnumMap<>(StartStep.class);
    private final Map<String, StreamCard> cards = new LinkedHashMap<>();
    private boolean eventsCome;
    private LabelColours colours = new LabelColours(List.of());

    Board(Audience audience) {
        this.audience = audience;
        for (StartStep step : StartStep.values()) {
            steps.put(step, json.step(step, StartStep.State.WAITING, ""));
        }
    }

    /** A browser comes in and is told how things are; empty when there is no room. */
    synchronized Optional<Listener> welcome() {
        List<Message> first = new ArrayList<>(steps.values());
        cards.values().forEach(card -> first.addAll(card.recall()));
        return audience.admit(first);
    }

    /** The labels are known, so they have colours from now on. */
    synchronized void colour(LabelColours known) {
        colours = known;
    }

    /** A step of the start has come so far. */
    synchronized void note(StartStep step, StartStep.State state, String detail) {
        if (step == StartStep.EVENTS && eventsCome && state != StartStep.State.DONE) {
            return; // The first event was faster than whoever says that it is waited for.
        }
        Message message = json.step(step, state, detail);
        steps.put(step, message);
        audience.tell(message);
    }

    /** A stream will come; the page shows its place from now on, in the order of these calls. */
    synchronized void expect(String stream) {
        card(stream).ifPresent(card -> card.recall().forEach(audience::tell));
    }

    /** The state of a stream has changed. */
    synchronized void note(StreamStatus status) {
        card(status.getStream()).ifPresent(card -> audience.tell(card.note(status)));
    }

    /** A second of media has come; its frames wait for the event. */
    synchronized void note(Segment segment) {
        card(segment.getStream()).flatMap(card -> card.note(segment)).ifPresent(audience::tell);
    }

    /** Something was said about a segment. */
    synchronized void note(SegmentEvent event) {
        card(event.getStream()).ifPresent(card -> audience.tell(card.note(event, colours)));
        if (!eventsCome) {
            eventsCome = true;
            note(StartStep.EVENTS, StartStep.State.DONE, "");
        }
    }

    /** An interval was opened, updated or closed. */
    synchronized void note(EventInterval interval) {
        card(interval.getStream()).ifPresent(card -> audience.tell(card.note(interval, colours)));
    }

    /** One frame of a stream's newest segments, JPEG. */
    synchronized Optional<byte[]> frame(int stream, SegmentPosition position, int number) {
        return cards.values().stream()
                .filter(card -> card.id() == stream)
                .findFirst()
                .flatMap(card -> card.frame(position, number));
    }

    private Optional<StreamCard> card(String stream) {
        StreamCard known = cards.get(stream);
        if (known == null && cards.size() < MOST_STREAMS) {
            known = new StreamCard(cards.size(), stream, json);
            cards.put(stream, known);
        }
        return Optional.ofNullable(known);
    }
}
