package org.earwitness.streaming.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.earwitness.schemas.SegmentKind;

/**
 * What one stream's log holds, as admission sees it: the segments that count, in order, and all markers. Duplicates and late ones
 * are left out, because no event comes of them. One thread.
 */
public final class StreamLog {
    // Segments more than are needed, before and behind: one that is refused for its media looks here as if it counted.
    private static final int SPARE = 8;

    private final List<Sighting> media = new ArrayList<>();
    private final List<Sighting> markers = new ArrayList<>();
    private long epoch = -1;
    private long next;
    private boolean truncated;

    /** Notes that older records of the stream may have been deleted: what stands first here did not come first. */
    public void noteTruncated() {
        truncated = true;
    }

    /** Takes the next record of the stream, in the order of the log. */
    public void add(Sighting sighting) {
        Place place = sighting.place();
        if (place.epoch() < epoch || (place.epoch() == epoch && place.index() < next)) {
            return;
        }
        boolean isMedia = sighting.kind() == SegmentKind.MEDIA;
        epoch = place.epoch();
        next = place.index() + (isMedia ? 1 : 0);
        (isMedia ? media : markers).add(sighting);
    }

    /** The segments that count, in order. */
    public List<Sighting> media() {
        return List.copyOf(media);
    }

    /** The newest segment that counts. */
    public Optional<Sighting> last() {
        return media.isEmpty() ? Optional.empty() : Optional.of(media.get(media.size() - 1));
    }

    /** The segments from the first that satisfies one condition to before the first after it that satisfies another. */
    public List<Sighting> range(Predicate<Sighting> from, Predicate<Sighting> to) {
        int first = firstFrom(0, from);
        return List.copyOf(media.subList(first, firstFrom(first, to)));
    }

    /**
     * Which stretch has to be processed so that the events of a range, and the intervals they belong to, come out as they did when
     * the whole log was.
     *
     * @param reported first place of the range; a segment that counts stands there
     * @param end place before which the range ends
     * @param observed first place of the interval that was open at {@code reported}, else {@code reported} itself
     * @param window W, segments of a window
     * @param lookAhead L, how many of them come after their target
     */
    public PlannedStretch plan(Place reported, Place end, Place observed, int window, int lookAhead) {
        int target = firstFrom(0, sighting -> !sighting.place().isBefore(observed));
        if (target == media.size() || window <= lookAhead) {
            throw new IllegalArgumentException("no segment stands at " + observed + " or after it, or a window of "
                    + window + " segments has no room for a look-ahead of " + lookAhead);
        }
        int lead = leadOf(target, window, lookAhead);
        // Whether a segment follows a gap or another epoch shows in those before it; one that was refused tells
        // nothing.
        long start = lead < SPARE ? firstOffset() : media.get(lead - SPARE).offset();
        int behind = firstFrom(target, sighting -> !sighting.place().isBefore(end));
        Optional<Stretch.Beyond> beyond = behind == media.size()
                ? Optional.empty()
                : Optional.of(new Stretch.Beyond(
                        media.get(behind).place(), media.get(behind).offset()));
        Place first = media.get(target).place();
        Stretch stretch = new Stretch(
                start, endOffset(behind, lookAhead), reported.isBefore(first) ? reported : first, reported, beyond);
        return new PlannedStretch(stretch, truncated && lead == 0 ? judgedWithoutLead(window, lookAhead) : reported);
    }

    private long firstOffset() {
        long ofMedia = media.get(0).offset();
        return markers.isEmpty() ? ofMedia : Math.min(ofMedia, markers.get(0).offset());
    }

    private int leadOf(int target, int window, int lookAhead) {
        Place place = media.get(target).place();
        long oldest = place.index() + lookAhead - window + 1;
        int lead = target;
        while (lead > 0
                && media.get(lead - 1).place().epoch() == place.epoch()
                && media.get(lead - 1).place().index() >= oldest) {
            lead--;
        }
        return lead;
    }

    /** The first place whose window lies wholly in what is left of the log. */
    private Place judgedWithoutLead(int window, int lookAhead) {
        Place first = media.get(0).place();
        return new Place(first.epoch(), first.index() + Math.max(1, window - 1 - lookAhead));
    }

    /** The offset after the record that makes the last target of the range due. */
    private long endOffset(int behind, int lookAhead) {
        if (lookAhead == 0 && behind < media.size()) {
            return media.get(behind).offset();
        }
        int due = behind == media.size() ? behind : dueBehind(behind, lookAhead) + SPARE;
        return due < media.size() ? media.get(due).offset() + 1 : newestOffset() + 1;
    }

    private int dueBehind(int behind, int lookAhead) {
        Place last = media.get(Math.max(0, behind - 1)).place();
        return firstFrom(
                behind,
                sighting -> sighting.place().epoch() != last.epoch()
                        || sighting.place().index() >= last.index() + lookAhead);
    }

    private long newestOffset() {
        long ofMedia = media.get(media.size() - 1).offset();
        return markers.isEmpty()
                ? ofMedia
                : Math.max(ofMedia, markers.get(markers.size() - 1).offset());
    }

    private int firstFrom(int start, Predicate<Sighting> condition) {
        int position = start;
        while (position < media.size() && !condition.test(media.get(position))) {
            position++;
        }
        return position;
    }
}
