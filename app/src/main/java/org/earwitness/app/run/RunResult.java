package org.earwitness.app.run;

import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param reports one a stream that gave at least one segment, in the order of the command line
 * @param failures why streams could not be read to their end, by name, in the same order
 * @param interrupted whether somebody ended it before the media did
 */
public record RunResult(List<StreamReport> reports, Map<String, String> failures, boolean interrupted) {
    public RunResult {
        reports = List.copyOf(reports);
        failures = Map.copyOf(failures);
    }
}
