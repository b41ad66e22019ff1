package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No event, no revision of an interval and no refusal stands in the log twice. */
public final class NothingDoubled implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.DOUBLED;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Seen seen = new Seen();
        evidence.events().forEach(event -> seen.take(event.second(), event.place()));
        evidence.intervals().forEach(interval -> seen.take(interval.revision(), interval.place()));
        evidence.rejections()
                .forEach(rejection -> rejection
                        .source()
                        .ifPresent(source -> seen.take("the refusal of the record in " + source, rejection.place())));
        return seen.violations;
    }

    private static final class Seen {
        private final Map<Object, Place> first = new HashMap<>();
        private final List<String> violations = new ArrayList<>();

        void take(Object what, Place place) {
            Place before = first.putIfAbsent(what, place);
            if (before != null) {
                violations.add(what + ": lies in " + before + " and again in " + place);
            }
        }
    }
}
