package org.earwitness.app.torture;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;

/** What ingest has said about one fault so far, and whether that will do. One thread. */
final class Trial {
    private final FaultyServers.Door door;
    private final Instant started;
    private boolean wasLive;
    private Optional<StreamStatus> said = Optional.empty();
    private Duration after = Duration.ZERO;

    /** @param started when ingest was told of the stream */
    Trial(FaultyServers.Door door, Instant started) {
        this.door = door;
        this.started = started;
    }

    /** Takes a record of the stream's state, in order. */
    void note(StreamStatus status, Instant at) {
        if (isDecided()) {
            return;
        }
        boolean isLive = status.getState() == StreamCondition.LIVE;
        wasLive = wasLive || isLive;
        boolean isTrouble = switch (status.getState()) {
            case STALLED, BACKING_OFF, FAILED -> true;
            default -> false;
        };
        if (door.fault().when() == Fault.When.NEVER ? isLive : isTrouble) {
            said = Optional.of(status);
            Instant begun = door.server().begun().filter(started::isBefore).orElse(started);
            after = at.isBefore(begun) ? Duration.ZERO : Duration.between(begun, at);
        }
    }

    boolean isDecided() {
        return said.isPresent();
    }

    Finding finding() {
        return new Finding(
                door.name(),
                said.map(status -> status.getState().name()).orElse("-"),
                said.map(StreamStatus::getCause)
                        .filter(cause -> !cause.isEmpty())
                        .orElse("-"),
                said.map(StreamStatus::getReason).orElse("-"),
                after,
                verdict());
    }

    private Optional<String> verdict() {
        Fault fault = door.fault();
        if (said.isEmpty()) {
            return Optional.of("said nothing");
        }
        if (fault.when() == Fault.When.IN_THE_MIDDLE && !wasLive) {
            return Optional.of("was never live before");
        }
        String cause = said.get().getCause();
        if (fault.causes().stream().noneMatch(each -> each.name().equals(cause)) && fault.when() != Fault.When.NEVER) {
            return Optional.of(
                    "another cause than " + fault.causes().stream().sorted().toList());
        }
        if (fault.when() != Fault.When.NEVER && after.compareTo(Duration.ofSeconds(fault.withinSeconds())) > 0) {
            return Optional.of("later than " + fault.withinSeconds() + " s");
        }
        return Optional.empty();
    }
}
