package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The events of a stream lie in one partition, in the order of its seconds. One that lies there twice is not out of order. */
public final class OrderedPerStream implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.REORDERED;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Map<String, LoggedEvent> newest = new HashMap<>();
        Set<Second> seen = new HashSet<>();
        List<String> violations = new ArrayList<>();
        for (LoggedEvent event : evidence.events()) {
            if (!seen.add(event.second())) {
                continue;
            }
            LoggedEvent before = newest.get(event.second().stream());
            if (before == null) {
                newest.put(event.second().stream(), event);
                continue;
            }
            if (before.place().partition() != event.place().partition()) {
                violations.add(event.second() + ": lies in " + event.place() + ", its stream in " + before.place());
            }
            if (event.second().compareTo(before.second()) < 0) {
                violations.add(event.second() + ": lies in " + event.place() + ", after index "
                        + before.second().index() + " of epoch "
                        + before.second().epoch() + " in " + before.place());
            } else {
                newest.put(event.second().stream(), event);
            }
        }
        return violations;
    }
}
