package org.earwitness.streaming.interval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentEvent;

/**
 * Builds intervals out of the events of one stream, in their order: a pure fold, so that stored events can be folded again with
 * other thresholds. Any thread.
 *
 * <p>An event whose decided label reaches its on threshold opens an interval. The interval grows by every event that still gives
 * its label the off threshold, survives a few quiet or missing segments, and closes when these get too many (FADED, GAP), when
 * another label opens, when the epoch changes, when a pack takes over that does not know its label, at its maximum length, or when it is told that the stream stalled or ended. It is
 * published once it has lasted the minimum, then always with its true first segment.
 */
public final class IntervalBuilder {
    private final IntervalConfig config;
    private final List<String> labels;

    /**
     * What one observation leads to.
     *
     * @param open the interval that may still grow, if any
     * @param published records about intervals, in the order they belong in
     */
    public record Step(Optional<OpenInterval> open, List<EventInterval> published) {

        public Step {
            published = List.copyOf(published);
        }
    }

    /**
     * @param config how to cut
     * @param labels the pack's labels in the order of an event's probabilities
     */
    public IntervalBuilder(IntervalConfig config, List<String> labels) {
        this.config = config;
        this.labels = List.copyOf(labels);
    }

    /** Takes the next event of the stream. */
    public Step observe(Optional<OpenInterval> open, SegmentEvent event) {
        List<EventInterval> published = new ArrayList<>();
        Optional<OpenInterval> running = open;
        Optional<CloseReason> endedBefore = open.flatMap(interval -> endBefore(interval, event));
        if (endedBefore.isPresent()) {
            close(running, endedBefore.orElseThrow(), published);
            running = Optional.empty();
        }
        Optional<OpenInterval> next =
                running.isPresent() ? carryOn(running.orElseThrow(), event, published) : begin(event, published);
        return new Step(next, published);
    }

    /** Ends what is open: the stream stalled, ended, or goes on elsewhere. */
    public Step end(Optional<OpenInterval> open, CloseReason reason) {
        List<EventInterval> published = new ArrayList<>();
        close(open, reason, published);
        return new Step(Optional.empty(), published);
    }

    /**
     * All records about the intervals of a stream's events.
     *
     * @param events all events, in order
     * @param reason why the last interval closes if it is still open at the end
     */
    public List<EventInterval> fold(Iterable<SegmentEvent> events, CloseReason reason) {
        List<EventInterval> published = new ArrayList<>();
        Optional<OpenInterval> open = Optional.empty();
        for (SegmentEvent event : events) {
            Step step = observe(open, event);
            published.addAll(step.published());
            open = step.open();
        }
        published.addAll(end(open, reason).published());
        return published;
    }

    /** Why an interval was over before this event, if it was. */
    private Optional<CloseReason> endBefore(OpenInterval interval, SegmentEvent event) {
        if (event.getEpoch() != interval.epoch()) {
            return Optional.of(CloseReason.DISCONTINUITY);
        }
        if (!labels.contains(interval.label())) {
            return Optional.of(CloseReason.PACK_CHANGED);
        }
        long quiet = event.getIndex() - interval.last().index() - 1;
        if (quiet > config.mergeGapSegments()) {
            return Optional.of(CloseReason.GAP);
        }
        boolean full = event.getIndex() - interval.first().index() >= config.maximumSegments();
        return full ? Optional.of(CloseReason.MAXIMUM_LENGTH) : Optional.empty();
    }

    private Optional<OpenInterval> begin(SegmentEvent event, List<EventInterval> published) {
        return opens(event) ? keep(OpenInterval.begin(event), published) : Optional.empty();
    }

    private Optional<OpenInterval> carryOn(OpenInterval open, SegmentEvent event, List<EventInterval> published) {
        if (opens(event) && !event.getLabel().equals(open.label())) {
            close(Optional.of(open), CloseReason.OTHER_LABEL, published);
            return begin(event, published);
        }
        float probability = probability(open.label(), event);
        if (isScored(event) && probability >= config.offThreshold(open.label())) {
            return keep(open.grow(event, probability), published);
        }
        long quiet = event.getIndex() - open.last().index();
        if (quiet <= config.mergeGapSegments()) {
            return Optional.of(open);
        }
        close(Optional.of(open), isScored(event) ? CloseReason.FADED : CloseReason.GAP, published);
        return Optional.empty();
    }

    /** Publishes what is due of an interval that has just begun or grown. */
    private Optional<OpenInterval> keep(OpenInterval grown, List<EventInterval> published) {
        if (grown.lengthSegments() >= config.maximumSegments()) {
            close(Optional.of(grown), CloseReason.MAXIMUM_LENGTH, published);
            return Optional.empty();
        }
        if (grown.published() == 0) {
            return Optional.of(isLongEnough(grown) ? publish(grown, IntervalState.OPEN, published) : grown);
        }
        boolean due = config.updateEverySegments() > 0
                && grown.segments() - grown.segmentsAtPublication() >= config.updateEverySegments();
        return Optional.of(due ? publish(grown, IntervalState.UPDATED, published) : grown);
    }

    /** A closed interval was always published as open before, even if both happen at once. */
    private void close(Optional<OpenInterval> open, CloseReason reason, List<EventInterval> published) {
        open.filter(interval -> interval.published() > 0 || isLongEnough(interval))
                .map(interval -> interval.published() > 0 ? interval : publish(interval, IntervalState.OPEN, published))
                .ifPresent(interval -> published.add(record(interval, IntervalState.CLOSED, Optional.of(reason))));
    }

    private static OpenInterval publish(OpenInterval interval, IntervalState state, List<EventInterval> published) {
        published.add(record(interval, state, Optional.empty()));
        return interval.publish();
    }

    private boolean isLongEnough(OpenInterval interval) {
        return interval.lengthSegments() >= config.minimumSegments();
    }

    private boolean opens(SegmentEvent event) {
        return isScored(event) && !event.getBackground() && event.getScore() >= config.onThreshold(event.getLabel());
    }

    private static boolean isScored(SegmentEvent event) {
        return event.getState() == EventState.SCORED;
    }

    /** Probability of a label; of an event of a pack with other labels only its decided label is known. */
    private float probability(String label, SegmentEvent event) {
        if (event.getLabel().equals(label)) {
            return event.getScore();
        }
        int position = labels.indexOf(label);
        boolean known = position >= 0 && event.getProbabilities().size() == labels.size();
        return known ? event.getProbabilities().get(position) : 0f;
    }

    private static EventInterval record(OpenInterval interval, IntervalState state, Optional<CloseReason> reason) {
        EventInterval.Builder record = EventInterval.newBuilder()
                .setId(interval.id())
                .setRevision(interval.published())
                .setStream(interval.stream())
                .setEpoch(interval.epoch())
                .setLabel(interval.label())
                .setState(state)
                .setFirstIndex(interval.first().index())
                .setLastIndex(interval.last().index())
                .setStartMicros(interval.first().micros())
                .setEndMicros(interval.last().micros())
                .setClock(interval.clock())
                .setPeakScore(interval.peak().score())
                .setPeakIndex(interval.peak().index())
                .setPeakAttention(interval.peak().attention())
                .setMeanScore(interval.meanScore())
                .setSegments(interval.segments())
                .setModel(interval.model());
        reason.ifPresent(record::setCloseReason);
        interval.wholeClip().ifPresent(record::setClip);
        return record.build();
    }
}
