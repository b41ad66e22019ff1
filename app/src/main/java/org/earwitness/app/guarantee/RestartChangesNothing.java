package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Events and intervals have the bytes, after the schema prefix, that an undisturbed run over the same segments gives them. What
 * a planted fault left without an answer is excused within the times in which it was planted, and counted.
 */
public final class RestartChangesNothing implements Guarantee {
    private final Evidence clean;
    private final List<Span> unansweredSpans;

    /**
     * @param clean the undisturbed run, over the same segments
     * @param unansweredSpans when faults were planted that take answers away
     */
    public RestartChangesNothing(Evidence clean, List<Span> unansweredSpans) {
        this.clean = clean;
        this.unansweredSpans = List.copyOf(unansweredSpans);
    }

    @Override
    public Harm harm() {
        return Harm.CHANGED;
    }

    /** How many seconds of the evidence are excused because they have no answer. */
    public long excused(Evidence evidence) {
        return Excused.of(evidence, clean, unansweredSpans).unanswered();
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Excused excused = Excused.of(evidence, clean, unansweredSpans);
        List<String> violations = new ArrayList<>();
        events(evidence, excused, violations);
        intervals(evidence, excused, violations);
        return violations;
    }

    private void events(Evidence evidence, Excused excused, List<String> violations) {
        Map<Second, LoggedEvent> undisturbed = new HashMap<>();
        clean.events().forEach(event -> undisturbed.putIfAbsent(event.second(), event));
        for (LoggedEvent event : evidence.events()) {
            LoggedEvent twin = undisturbed.get(event.second());
            if (twin == null) {
                violations.add(event.second() + ": the undisturbed run has no such event as in " + event.place());
            } else if (!twin.digest().equals(event.digest()) && !excused.covers(event.second())) {
                violations.add(event.second() + ": its event in " + event.place()
                        + " has other bytes than the undisturbed one in " + twin.place()
                        + event.unscoredReason()
                                .map(reason -> "; it has no answer: " + reason)
                                .orElse(""));
            }
        }
    }

    private void intervals(Evidence evidence, Excused excused, List<String> violations) {
        Map<LoggedInterval.Revision, LoggedInterval> undisturbed = byRevision(clean);
        for (LoggedInterval interval : evidence.intervals()) {
            LoggedInterval twin = undisturbed.get(interval.revision());
            if (excused.covers(interval)) {
                continue;
            }
            if (twin == null) {
                violations.add(interval.revision() + ": the undisturbed run has none such as in " + interval.place());
            } else if (!twin.digest().equals(interval.digest())) {
                violations.add(interval.revision() + ": in " + interval.place()
                        + " it has other bytes than the undisturbed one in " + twin.place());
            }
        }
        if (evidence.settled()) {
            Map<LoggedInterval.Revision, LoggedInterval> disturbed = byRevision(evidence);
            undisturbed.values().stream()
                    .filter(interval -> !disturbed.containsKey(interval.revision()) && !excused.covers(interval))
                    .forEach(interval -> violations.add(
                            interval.revision() + ": only the undisturbed run has it, in " + interval.place()));
        }
    }

    private static Map<LoggedInterval.Revision, LoggedInterval> byRevision(Evidence run) {
        Map<LoggedInterval.Revision, LoggedInterval> intervals = new HashMap<>();
        run.intervals().forEach(interval -> intervals.putIfAbsent(interval.revision(), interval));
        return intervals;
    }
}
