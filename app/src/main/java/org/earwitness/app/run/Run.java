package org.earwitness.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.run.RunStage.Complete;
import org.earwitness.app.run.RunStage.Ingesting;
import org.earwitness.app.run.RunStage.Localizing;
import org.earwitness.app.run.RunStage.Reading;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Outcome;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;

/**
 * Follows a run from its first segment to the last interval of the last stream. One thread; it never waits without a bound: a
 * run in which nothing changes for a minute is given up with what it waited for.
 */
public final class Run {
    /** Above every deadline of ingest and engine, so that they speak first. */
    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    /** How long what was read may still be localized after Ctrl-C; the process may be killed after 25 s. */
    private static final Duration AFTER_INTERRUPTION = Duration.ofSeconds(8);

    private static final Duration TURN = Duration.ofMillis(50);

    private final RunSession session;
    private final List<NamedMedia> media;
    private final Sources sources;
    private final EndSignal end;
    private final Progress progress;
    private final Failures failures;
    private final LongSupplier nanos;
    private final Map<String, StreamJournal> journals = new LinkedHashMap<>();
    private long results;
    private boolean interrupted;

    /** Is told of a stream that could not be read to its end, when that is noticed. */
    public interface Failures {
        void failed(String stream, String reason);
    }

    /**
     * @param atOnce most sources that are read at the same time
     * @param nanos a monotonic clock
     */
    public Run(
            RunSession session,
            List<NamedMedia> media,
            int atOnce,
            EndSignal end,
            Progress progress,
            Failures failures,
            LongSupplier nanos) {
        this.session = session;
        this.media = List.copyOf(media);
        this.sources = new Sources(session.ingest(), media, atOnce);
        this.end = end;
        this.progress = progress;
        this.failures = failures;
        this.nanos = nanos;
        media.forEach(each -> journals.put(each.stream(), new StreamJournal(each.stream())));
    }

    /**
     * Follows it to its end.
     *
     * @throws CommandFailed when the localizer gives up or nothing moves any more
     */
    public RunResult follow() {
        if (end.isRequested()) {
            return new RunResult(List.of(), Map.of(), true);
        }
        try (ResultReader reader = new ResultReader(session.cluster());
                LocalizerProgress localizer = new LocalizerProgress(session.cluster(), session.application())) {
            RunStage stage = new Ingesting(0, media.size());
            Patience patience = new Patience(STANDSTILL);
            long interruptedNanos = 0;
            while (!(stage instanceof Complete)) {
                if (end.isRequested() && !interrupted) {
                    interrupted = true;
                    interruptedNanos = nanos.getAsLong();
                    stage = after(stage, sources.stop());
                }
                if (interrupted && nanos.getAsLong() - interruptedNanos > AFTER_INTERRUPTION.toNanos()) {
                    break;
                }
                reader.poll(TURN, new Journals());
                stage = advance(stage, reader, localizer);
                show();
                requireSound(stage, patience);
            }
        }
        progress.clear();
        return result();
    }

    private RunStage advance(RunStage stage, ResultReader reader, LocalizerProgress localizer) {
        if (stage instanceof Ingesting ingesting) {
            Ingesting now = (Ingesting) after(ingesting, sources.advance());
            return now.isOver() ? now.published(localizer.segmentEnds()) : now;
        } else if (stage instanceof Localizing localizing) {
            Localizing now = localizing.committed(localizer.committed());
            return now.isOver() ? now.answered(localizer.resultEnds()) : now;
        } else if (stage instanceof Reading reading) {
            Reading now = reading.read(reader.positions());
            return now.isOver() ? new Complete() : now;
        } else {
            throw new IllegalStateException("no way on from " + stage);
        }
    }

    private RunStage after(RunStage stage, List<Sources.End> ends) {
        RunStage now = stage;
        for (Sources.End ended : ends) {
            if (!(now instanceof Ingesting ingesting)) {
                throw new IllegalStateException(ended.stream() + " ended after all sources had");
            }
            now = ingesting.withAnotherEnded();
            if (ended.outcome() instanceof Outcome.Failed failed) {
                progress.clear();
                failures.failed(ended.stream(), failed.reason());
            }
        }
        return now;
    }

    private void show() {
        double expected = sources.expectedSegments();
        long events =
                journals.values().stream().mapToLong(StreamJournal::events).sum();
        progress.show(expected <= 0 ? -1 : events / expected, events, media.size(), nanos.getAsLong());
    }

    private void requireSound(RunStage stage, Patience patience) {
        Optional<String> failure = session.failure();
        if (failure.isPresent()) {
            progress.clear();
            throw CommandFailed.failed(
                    failure.get() + ". Nothing of this run can be trusted; run it again with --verbose.");
        }
        // Everything that grows with progress: what is read, what comes back, and what the stage itself counts.
        long count = sources.segments() + results + 31L * stage.hashCode();
        if (patience.isLost(count, nanos.getAsLong())) {
            progress.clear();
            throw CommandFailed.failed("nothing has moved for a minute: " + stage.describe() + ". "
                    + sources.segments() + " segments were written and " + results
                    + " results read. Run it again with --verbose to see what the parts say.");
        }
    }

    private RunResult result() {
        List<StreamReport> reports = new ArrayList<>();
        Map<String, String> failed = new LinkedHashMap<>();
        for (NamedMedia each : media) {
            Optional<Outcome> outcome = Optional.ofNullable(sources.outcomes().get(each.stream()));
            if (outcome.orElse(null) instanceof Outcome.Failed why) {
                failed.put(each.stream(), why.reason());
            }
            StreamReport report =
                    Objects.requireNonNull(journals.get(each.stream())).report();
            boolean whole = outcome.orElse(null) instanceof Outcome.Ended;
            if (whole && !interrupted) {
                requireComplete(report, outcome.orElseThrow().segments());
            }
            if (whole || !report.segments().isEmpty()) {
                reports.add(report);
            }
        }
        return new RunResult(reports, failed, interrupted);
    }

    /** Every segment has its event or its refusal; anything else would be a result that looks whole and is not. */
    private static void requireComplete(StreamReport report, long written) {
        long answered = report.segments().size() + report.refused();
        if (answered != written) {
            throw CommandFailed.failed(
                    "stream " + report.stream() + ": " + written + " segments were written, but " + answered
                            + " were answered. This run cannot be trusted; run it again, and report it if it stays so.");
        }
    }

    private final class Journals implements ResultReader.Results {
        @Override
        public void event(SegmentEvent event, byte[] value) {
            journal(event.getStream()).ifPresent(journal -> journal.note(event));
        }

        @Override
        public void interval(EventInterval interval, byte[] value) {
            journal(interval.getStream()).ifPresent(journal -> journal.note(interval));
        }

        @Override
        public void refused(ResultReader.Refusal refusal) {
            refusal.stream().flatMap(this::journal).ifPresent(StreamJournal::noteRefused);
        }

        private Optional<StreamJournal> journal(String stream) {
            results++;
            return Optional.ofNullable(journals.get(stream));
        }
    }
}
