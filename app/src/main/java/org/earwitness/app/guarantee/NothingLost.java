package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every segment in the log that counts has its event. While the run goes on, only segments before the newest event of their
 * stream must have had theirs.
 */
public final class NothingLost implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.LOST;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Set<Second> answered =
                evidence.events().stream().map(LoggedEvent::second).collect(Collectors.toSet());
        List<String> violations = new ArrayList<>();
        new TreeMap<>(DueEvents.of(evidence).byStream()).values().forEach(due -> {
            List<DueEvents.Due> missing = new ArrayList<>();
            for (DueEvents.Due event : due) {
                if (!answered.contains(event.second())) {
                    missing.add(event);
                } else {
                    missing.forEach(lost -> violations.add(sentence(lost)));
                    missing.clear();
                }
            }
            if (evidence.settled()) {
                missing.forEach(lost -> violations.add(sentence(lost)));
            }
        });
        return violations;
    }

    private static String sentence(DueEvents.Due lost) {
        return lost.second() + ": its segment lies in " + lost.segment() + ", and no event came of it";
    }
}
