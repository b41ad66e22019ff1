package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is missing in the log, and where an epoch follows another, the next event says. A hole that nobody sees is a loss. */
public final class GapsAreVisible implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.LOST;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Map<Second, LoggedEvent> events = new HashMap<>();
        evidence.events().forEach(event -> events.putIfAbsent(event.second(), event));
        List<String> violations = new ArrayList<>();
        DueEvents.of(evidence).byStream().values().forEach(due -> {
            for (DueEvents.Due expected : due) {
                LoggedEvent event = events.get(expected.second());
                if (event != null && event.gapBefore() != expected.gapBefore()) {
                    violations.add(event.second() + ": " + expected.gapBefore()
                            + " segments are missing right before it, its event in " + event.place() + " says "
                            + event.gapBefore());
                }
                if (event != null && event.discontinuity() != expected.discontinuity()) {
                    violations.add(event.second() + ": "
                            + (expected.discontinuity() ? "its epoch follows another" : "no epoch begins here")
                            + ", its event in " + event.place() + " says otherwise");
                }
            }
        });
        return violations;
    }
}
