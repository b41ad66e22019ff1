package org.earwitness.app.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earwitness.app.configuration.InvalidConfiguration;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.LastRun;
import org.earwitness.ingest.roster.Order;
import org.earwitness.ingest.roster.Roster;
import org.earwitness.ingest.roster.RosterChange;
import org.earwitness.ingest.roster.StreamRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the list of streams of a settings file: what was added is started, what was changed restarted, what is gone stopped, and
 * all else not touched. A file that is refused changes nothing. Looks once a second on a thread of its own, from {@link #watch} to
 * {@link #close}.
 */
final class RosterFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RosterFollower.class);
    private static final long LOOK_MILLIS = 1_000;

    private final StreamRunner runner;
    private final Function<List<String>, Map<String, LastRun>> lastRuns;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "earwitness-streams-file");
        made.setDaemon(true);
        return made;
    });
    private Roster roster = Roster.EMPTY;
    private String trouble = "";

    /**
     * @param lastRuns what the cluster knows of streams; may be slow and may fail
     */
    RosterFollower(StreamRunner runner, Function<List<String>, Map<String, LastRun>> lastRuns) {
        this.runner = runner;
        this.lastRuns = lastRuns;
    }

    /** Makes another list the one that is carried out; nothing has happened when this throws. */
    synchronized void become(Roster next) {
        RosterChange change = roster.changeTo(next);
        if (change.isEmpty()) {
            return;
        }
        List<String> begun = new ArrayList<>();
        change.start().forEach(definition -> begun.add(definition.stream()));
        change.restart().forEach(definition -> begun.add(definition.stream()));
        Map<String, LastRun> known = lastRuns.apply(begun);
        List<Order> orders = new ArrayList<>();
        change.stop().forEach(stream -> orders.add(new Order.Stop(stream)));
        for (StreamDefinition definition : change.restart()) {
            orders.add(new Order.Start(definition, last(known, definition).nextEpoch()));
        }
        for (StreamDefinition definition : change.start()) {
            orders.add(last(known, definition).begin(definition));
        }
        LOG.info("the list of streams: {}", change);
        RunningStreams.carryOut(orders, runner);
        roster = next;
    }

    /**
     * Begins to look at a file.
     *
     * @param load reads and checks it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It never ends by itself; closing ends its thread.
    void watch(WatchedFile file, Supplier<Roster> load) {
        thread.scheduleWithFixedDelay(() -> look(file, load), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One look at the file. */
    void look(WatchedFile file, Supplier<Roster> load) {
        try {
            if (!file.hasChanged()) {
                return;
            }
            become(load.get());
            trouble = "";
        } catch (InvalidConfiguration | IllegalArgumentException refused) {
            tell("the changed list of streams is refused, all streams go on as before: " + refused.getMessage());
        } catch (IOException unread) {
            tell("the list of streams cannot be read, all streams go on as before: " + unread.getMessage());
        } catch (RuntimeException failed) { // the cluster did not answer: the next look tries again
            file.forget();
            tell("the changed list of streams cannot be carried out yet: " + failed.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static LastRun last(Map<String, LastRun> known, StreamDefinition definition) {
        return known.getOrDefault(definition.stream(), LastRun.NONE);
    }

    /** The same trouble is told once. */
    private void tell(String sentence) {
        if (!sentence.equals(trouble)) {
            trouble = sentence;
            LOG.warn("{}", sentence);
        }
    }
}
