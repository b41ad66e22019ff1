package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is no segment is refused, and each refusal says where the record lies, why it was refused, and has its very bytes. A
 * record that vanishes without that is lost.
 */
public final class RejectedAreExplained implements Guarantee {
    @Override
    public Harm harm() {
        return Harm.LOST;
    }

    @Override
    public List<String> violations(Evidence evidence) {
        Map<Place, LoggedSegment> records =
                evidence.segments().stream().collect(Collectors.toMap(LoggedSegment::place, Function.identity()));
        List<String> violations = new ArrayList<>();
        for (LoggedRejection rejection : evidence.rejections()) {
            wrong(rejection, records).ifPresent(words -> violations.add("the refusal in " + rejection.place() + words));
        }
        if (evidence.settled()) {
            Set<Place> refused = evidence.refused();
            evidence.segments().stream()
                    .filter(segment -> segment.content().isEmpty() && !refused.contains(segment.place()))
                    .forEach(segment -> violations.add(
                            "the record in " + segment.place() + " is no segment, and was not refused either"));
        }
        return violations;
    }

    private static Optional<String> wrong(LoggedRejection rejection, Map<Place, LoggedSegment> records) {
        if (rejection.source().isEmpty()) {
            return Optional.of(" does not say where the record lies");
        }
        if (rejection.reason().isEmpty() || rejection.message().isEmpty()) {
            return Optional.of(" gives no reason");
        }
        Place source = rejection.source().orElseThrow();
        LoggedSegment record = records.get(source);
        if (record == null) {
            return Optional.of(" is of a record in " + source + ", where there is none");
        }
        return record.digest().equals(rejection.digest())
                ? Optional.empty()
                : Optional.of(" has other bytes than the record in " + source);
    }
}
