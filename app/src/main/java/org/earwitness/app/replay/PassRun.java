package org.earwitness.app.replay;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.run.LocalizerProgress;
import org.earwitness.app.run.Patience;
import org.earwitness.app.run.ResultReader;
import org.earwitness.app.run.RunStage;
import org.earwitness.app.run.RunStage.Complete;
import org.earwitness.app.run.RunStage.Localizing;
import org.earwitness.app.run.RunStage.Reading;
import org.earwitness.app.worker.EndSignal;

/**
 * Follows one pass from its first segment to its last result. One thread; it never waits without a bound: a pass in which nothing
 * changes for a minute is given up with what it waited for.
 */
final class PassRun {
    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    private static final Duration TURN = Duration.ofMillis(50);
    /** How often the cluster is asked how far the group is: often enough to end soon, seldom enough to cost nothing. */
    private static final Duration ASK = Duration.ofMillis(200);

    private final ReplaySession session;
    private final ReplayedResults results;
    private final ReplayProgress progress;
    private final EndSignal end;
    private final LongSupplier nanos;
    private final Patience patience = new Patience(STANDSTILL);

    /**
     * @param nanos a monotonic clock
     */
    PassRun(
            ReplaySession session,
            ReplayedResults results,
            ReplayProgress progress,
            EndSignal end,
            LongSupplier nanos) {
        this.session = session;
        this.results = results;
        this.progress = progress;
        this.end = end;
        this.nanos = nanos;
    }

    /**
     * Follows it to its end.
     *
     * @param reader reads the results from where the pass before stopped
     * @param localizer tells how far the group is
     * @param ends offset behind the last segment of the pass, by partition
     * @return whether it came to its end before somebody interrupted it
     * @throws CommandFailed when the localizer gives up or nothing moves any more
     */
    boolean follow(ResultReader reader, LocalizerProgress localizer, Map<Integer, Long> ends) {
        RunStage stage = new Localizing(ends, Map.of());
        long askedNanos = nanos.getAsLong() - ASK.toNanos();
        while (!(stage instanceof Complete)) {
            if (end.isRequested()) {
                return false;
            }
            reader.poll(TURN, results);
            if (stage instanceof Reading || nanos.getAsLong() - askedNanos >= ASK.toNanos()) {
                askedNanos = nanos.getAsLong();
                stage = advance(stage, reader, localizer);
            }
            progress.show(results.events(), nanos.getAsLong());
            requireSound(stage);
        }
        return true;
    }

    private static RunStage advance(RunStage stage, ResultReader reader, LocalizerProgress localizer) {
        if (stage instanceof Localizing localizing) {
            Localizing now = localizing.committed(localizer.committed());
            return now.isOver() ? now.answered(localizer.resultEnds()) : now;
        } else if (stage instanceof Reading reading) {
            Reading now = reading.read(reader.positions());
            return now.isOver() ? new Complete() : now;
        } else {
            throw new IllegalStateException("no way on from " + stage);
        }
    }

    private void requireSound(RunStage stage) {
        Optional<String> failure = session.failure();
        if (failure.isPresent()) {
            progress.clear();
            throw CommandFailed.failed("the localizer of the replay gave up: " + failure.get()
                    + ". Nothing was compared; run it again with --verbose.");
        }
        if (patience.isLost(results.count() + 31L * stage.hashCode(), nanos.getAsLong())) {
            progress.clear();
            throw CommandFailed.failed("nothing has moved for a minute: " + stage.describe() + ". " + results.count()
                    + " results were read. Run it again with --verbose to see what the parts say.");
        }
    }
}
