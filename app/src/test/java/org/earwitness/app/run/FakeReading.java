package org.earwitness.app.run;

import java.util.Optional;
import org.earwitness.ingest.Outcome;

/** A source whose test says how far it is. */
final class FakeReading implements Sources.OpenSource {
    private final String stream;
    private long segments;
    private Optional<Double> progress = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private boolean stopped;

    FakeReading(String stream) {
        this.stream = stream;
    }

    void advance(long segmentsSoFar, double share) {
        segments = segmentsSoFar;
        progress = Optional.of(share);
    }

    void end(Outcome how) {
        outcome = Optional.of(how);
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public long segments() {
        return segments;
    }

    @Override
    public Optional<Double> progress() {
        return progress;
    }

    @Override
    public Optional<Outcome> outcome() {
        return outcome;
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
