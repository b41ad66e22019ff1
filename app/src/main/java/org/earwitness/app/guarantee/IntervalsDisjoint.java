package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.earwitness.schemas.IntervalState;

/**
 * Of a stream one interval is open at a time, its revisions count up from 0 without a hole, nothing follows its end, and no two
 * intervals share a second. A second that two intervals claim is told twice.
 */
public final class IntervalsDisjoint implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.DOUBLED;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Map<String, Course> courses = new HashMap<>();
        Set<LoggedInterval.Revision> seen = new HashSet<>();
        List<String> violations = new ArrayList<>();
        for (LoggedInterval record : evidence.intervals()) {
            if (seen.add(record.revision())) { // what lies there twice is doubled, which another guarantee says
                courses.computeIfAbsent(record.first().stream(), any -> new Course())
                        .take(record)
                        .ifPresent(wrong ->
                                violations.add(record.revision() + ": lies in " + record.place() + " and " + wrong));
            }
        }
        return violations;
    }

    /** The intervals of one stream so far. */
    private static final class Course {
        private final List<LoggedInterval> closed = new ArrayList<>();
        private Optional<LoggedInterval> open = Optional.empty();

        /** What is wrong with the next record, in words. */
        Optional<String> take(LoggedInterval record) {
            Optional<String> wrong = open.isPresent() ? goOn(open.orElseThrow(), record) : begin(record);
            open = Optional.of(record);
            if (record.state() == IntervalState.CLOSED) {
                closed.add(record);
                open = Optional.empty();
            }
            return wrong.or(() -> overlap(record));
        }

        private static Optional<String> goOn(LoggedInterval open, LoggedInterval record) {
            if (!open.revision().id().equals(record.revision().id())) {
                return Optional.of(
                        "begins while interval " + open.revision().id() + " in " + open.place() + " is open");
            }
            return record.revision().number() == open.revision().number() + 1
                    ? Optional.empty()
                    : Optional.of("follows revision " + open.revision().number() + " in " + open.place());
        }

        private static Optional<String> begin(LoggedInterval record) {
            return record.revision().number() == 0 ? Optional.empty() : Optional.of("no revision of it is open before");
        }

        private Optional<String> overlap(LoggedInterval record) {
            // Intervals come in order, so that only the last few can reach into this one.
            return closed.stream()
                    .skip(Math.max(0, closed.size() - 8))
                    .filter(other ->
                            !other.revision().id().equals(record.revision().id()) && other.overlaps(record))
                    .findFirst()
                    .map(other ->
                            "shares seconds with interval " + other.revision().id() + " in " + other.place());
        }
    }
}
