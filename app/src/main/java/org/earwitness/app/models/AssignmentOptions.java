package org.earwitness.app.models;

import java.util.Optional;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.streaming.control.WantedPacks;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of every command that writes an assignment. */
final class AssignmentOptions {
    @Option(
            names = "--stream",
            paramLabel = "ID",
            description = "For this stream alone, whose assignment then counts instead of that of all streams.")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the record and in `models status`.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--wait",
            description = "Return only when the newest event of every stream that is live names the pack it should.")
    private boolean wait;

    @Option(
            names = "--wait-seconds",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long --wait waits before it gives up with exit code 1; ${DEFAULT-VALUE}.")
    private int waitSeconds;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    /** The scope that the assignment is for. */
    String scope() {
        return stream.orElse(WantedPacks.ALL_STREAMS);
    }

    /** The reason, or this one where none is given. */
    String reason(String usual) {
        return reason.orElse(usual);
    }

    /** How long to wait for the streams, seconds; empty when nobody waits. */
    Optional<Integer> waitSeconds() {
        return wait ? Optional.of(waitSeconds) : Optional.empty();
    }

    ConfigurationOptions configuration() {
        return configuration;
    }
}
