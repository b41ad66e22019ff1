package org.earwitness.ingest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.read.ReadListener;
import org.earwitness.ingest.read.ReadMeters;
import org.earwitness.ingest.read.ReaderAbandoned;
import org.earwitness.ingest.read.Snapshot;
import org.earwitness.ingest.read.StreamReader;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.SourceRefused;
import org.earwitness.ingest.supervise.BackOff;
import org.earwitness.ingest.supervise.End;
import org.earwitness.ingest.supervise.Order;
import org.earwitness.ingest.supervise.StateMeters;
import org.earwitness.ingest.supervise.StreamState;
import org.earwitness.ingest.supervise.Supervision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one stream going: carries out what its {@link Supervision} orders. Readers run on threads of their own; its lock is held
 * for decisions only, never while anything is opened, read, published or closed, so that a reader that hangs holds up nobody.
 */
final class SupervisedStream {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedStream.class);

    private final StreamPlan plan;
    private final StreamStates states;
    private final ReadMeters readMeters;
    private final StateMeters stateMeters;
    private final Consumer<Reading> finished;
    private final Supervision supervision;
    private final Reading reading;
    private final Object lock = new Object();
    private Optional<Attempt> current = Optional.empty();
    private Optional<StreamState> told = Optional.empty();
    private boolean isReaderThere;
    private volatile Snapshot lastSnapshot;

    SupervisedStream(
            StreamPlan plan,
            StreamStates states,
            ReadMeters readMeters,
            StateMeters stateMeters,
            RandomGenerator random,
            Consumer<Reading> finished) {
        this.plan = plan;
        this.states = states;
        this.readMeters = readMeters;
        this.stateMeters = stateMeters;
        this.finished = finished;
        this.lastSnapshot = plan.before();
        this.supervision = new Supervision(
                plan.limits(),
                new BackOff(plan.limits().retryMillis(), plan.limits().retryCeilingMillis(), random),
                plan.reopens());
        this.reading = new Reading(plan.read().stream(), this::stop, plan.nextEpoch());
    }

    Reading reading() {
        return reading;
    }

    /** The way of its segments to Kafka. */
    SegmentPublisher.StreamWriter writer() {
        return plan.writer();
    }

    void begin() {
        synchronized (lock) {
            carryOut(supervision.begin(nowMillis()));
        }
    }

    /** Lets the watchdog look; told several times a second by one thread for all streams. */
    void tick() {
        synchronized (lock) {
            long now = nowMillis();
            carryOut(supervision.tick(
                    now, current.map(attempt -> attempt.lastDataMillis(now)).orElse(now)));
        }
    }

    private void stop() {
        synchronized (lock) {
            carryOut(supervision.stop(nowMillis()));
            finishIfOver();
        }
    }

    private void carryOut(List<Order> orders) {
        for (Order order : orders) {
            if (order instanceof Order.Tell tell) {
                tell(tell);
            } else if (order instanceof Order.Open open) {
                open(open.reading());
            } else if (order instanceof Order.Kill) {
                // One that hangs gives out what it holds and fails by itself; one that is stopped is to give nothing
                // more.
                current.ifPresent(supervision.state().isOver() ? Attempt::end : Attempt::cutShort);
            } else if (order instanceof Order.Abandon) {
                abandon();
            } else {
                throw new IllegalStateException("no rule for the order " + order);
            }
        }
    }

    private void tell(Order.Tell tell) {
        StreamState state = tell.state();
        if (tell.isChange()) {
            stateMeters.moved(told, state);
            told = Optional.of(state);
            // What happens to a file is told by whoever asked for it to be read.
            LOG.atLevel(plan.reopens() ? Level.INFO : Level.DEBUG)
                    .log("stream {} is {}: {}", plan.read().stream(), state.condition(), state.reason());
        }
        Snapshot now = current.flatMap(Attempt::snapshot).orElse(lastSnapshot);
        lastSnapshot = now;
        states.tell(plan.read(), state, now, plan.writer().dropped());
    }

    private void open(long number) {
        if (number > 1) {
            stateMeters.reopened();
        }
        plan.writer().recover();
        Attempt attempt = new Attempt(number);
        current = Optional.of(attempt);
        isReaderThere = true;
        Thread thread = new Thread(attempt, "earwitness-stream-" + plan.read().stream());
        thread.setDaemon(true);
        thread.start();
    }

    private void abandon() {
        LOG.warn(
                "stream {}: its reader does not end; it is left to itself and the source is opened anew",
                plan.read().stream());
        stateMeters.hanging(1);
        current.ifPresent(Attempt::abandon);
        isReaderThere = false;
    }

    private void over(Attempt attempt, End end) {
        synchronized (lock) {
            if (attempt.isAbandoned()) {
                stateMeters.hanging(-1);
            } else {
                isReaderThere = false;
                attempt.snapshot().ifPresent(snapshot -> lastSnapshot = snapshot);
            }
            carryOut(supervision.over(attempt.number, end, nowMillis()));
            finishIfOver();
        }
    }

    private void finishIfOver() {
        StreamState state = supervision.state();
        if (!state.isOver() || isReaderThere || reading.isOver()) {
            return;
        }
        finished.accept(reading);
        long segments = reading.segments();
        if (state instanceof StreamState.Ended) {
            reading.progressed(1);
            reading.finish(new Outcome.Ended(segments));
        } else if (state instanceof StreamState.Failed failed) {
            letGoOfWriter();
            reading.finish(new Outcome.Failed(failed.reason(), segments));
        } else {
            letGoOfWriter();
            reading.finish(new Outcome.Stopped(segments));
        }
    }

    /** A live stream's reader waits for Kafka only when it is stopped: what an earlier one left in the queue still goes out. */
    private void letGoOfWriter() {
        if (!plan.reopens()) {
            plan.writer().abandon();
        }
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** One reading of the source, on a thread of its own. */
    private final class Attempt implements Runnable, ReadListener {
        private final long number;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Optional<MediaSource> source = Optional.empty();
        private volatile Optional<StreamReader> reader = Optional.empty();
        private volatile boolean abandoned;
        private volatile boolean isCutShort;
        private volatile boolean isHeldUp;
        private volatile long lastDataMillis = nowMillis();
        private OptionalLong durationMicros = OptionalLong.empty();
        private boolean isKnownAlive;

        Attempt(long number) {
            this.number = number;
        }

        @Override
        public void run() {
            SourceOpening.OpenedSource opened;
            try {
                opened = plan.sources().get();
            } catch (SourceRefused refused) {
                over(new End.Failure(refused.failureCause(), String.valueOf(refused.getMessage())));
                return;
            } catch (Throwable e) { // the top of the thread: whoever waits for its end has to learn of anything
                LOG.error("stream {} cannot be opened", plan.read().stream(), e);
                over(new End.Failure(
                        FailureCause.OTHER, "cannot open " + plan.read().shownAddress() + ": " + e));
                return;
            }
            source = Optional.of(opened.media());
            if (isCutShort) {
                opened.media().interrupt();
            }
            StreamReader made = new StreamReader(
                    plan.read(),
                    opened.media(),
                    opened.clips(),
                    plan.placements().get(),
                    plan.writer(),
                    lastSnapshot,
                    this,
                    readMeters);
            reader = Optional.of(made);
            made.run();
        }

        Optional<Snapshot> snapshot() {
            return reader.map(StreamReader::snapshot);
        }

        /** When it last gave data; now while it waits for somebody else than its source. */
        long lastDataMillis(long nowMillis) {
            long came = source.map(MediaSource::lastDataNanos)
                    .map(nanos -> TimeUnit.NANOSECONDS.toMillis(nanos.orElse(Long.MIN_VALUE)))
                    .orElse(Long.MIN_VALUE);
            return isHeldUp ? nowMillis : Math.max(lastDataMillis, came);
        }

        void end() {
            ended.countDown();
            cutShort();
        }

        void cutShort() {
            isCutShort = true;
            source.ifPresent(MediaSource::interrupt);
        }

        void abandon() {
            abandoned = true;
            ended.countDown();
        }

        boolean isAbandoned() {
            return abandoned;
        }

        @Override
        public void opened(OptionalLong mediaMicros) {
            durationMicros = mediaMicros;
            synchronized (lock) {
                carryOut(supervision.opened(number, nowMillis()));
            }
        }

        @Override
        public void received(long mediaMicros) {
            lastDataMillis = nowMillis();
            if (!isKnownAlive) {
                isKnownAlive = true;
                synchronized (lock) {
                    carryOut(supervision.received(number, lastDataMillis));
                }
            }
            if (durationMicros.isPresent() && !abandoned) {
                reading.progressed((double) mediaMicros / durationMicros.getAsLong());
            }
        }

        @Override
        public void publishing() {
            if (abandoned) {
                throw new ReaderAbandoned(plan.read().stream());
            }
            isHeldUp = true;
        }

        @Override
        public void published(boolean isMedia) {
            lastDataMillis = nowMillis();
            isHeldUp = false;
            if (isMedia) {
                reading.advanced();
            }
        }

        @Override
        public void over(End end) {
            SupervisedStream.this.over(this, end);
        }

        @Override
        public boolean isStopped() {
            return ended.getCount() == 0;
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            isHeldUp = true;
            if (!ended.await(nanos, TimeUnit.NANOSECONDS)) {
                lastDataMillis = nowMillis();
            }
            isHeldUp = false;
        }
    }
}
