package org.earwitness.app.rejected;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags that choose among the rejected records. */
final class RejectedFilter {
    @Option(names = "--stream", paramLabel = "NAME", description = "Only records of this stream.")
    private Optional<String> stream = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only records refused for this reason, as `rejected list` prints it.")
    private Optional<String> reason = Optional.empty();

    boolean matches(RejectedRecord record) {
        return stream.map(wanted -> record.header(RejectedRecord.STREAM)
                                .filter(wanted::equals)
                                .isPresent())
                        .orElse(true)
                && reason.map(wanted -> record.header(RejectedRecord.REASON)
                                .filter(wanted::equalsIgnoreCase)
                                .isPresent())
                        .orElse(true);
    }

    boolean isEmpty() {
        return stream.isEmpty() && reason.isEmpty();
    }
}
