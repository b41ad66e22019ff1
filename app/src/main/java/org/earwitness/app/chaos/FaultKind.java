package org.earwitness.app.chaos;

import java.util.Locale;

/** Every way to hurt the product; the name with hyphens is that of the command line. */
enum FaultKind {
    KILL_LOCALIZER("kill -9 of one localizer, sometimes of all", false, ProcessFaults::killLocalizer),
    KILL_INGEST("kill -9 of a worker of ingest", false, ProcessFaults::killIngest),
    KILL_BROKER("kill -9 of the broker", false, BrokerFaults::kill),
    RESTART_BROKER("an orderly restart of the broker", false, BrokerFaults::restart),
    BROKER_IN_COMMIT(
            "kill -9 of the broker while a transaction is open on av.events", false, BrokerFaults::killInCommit),
    PAUSE_LOCALIZER("SIGSTOP of a localizer, shorter than its session", true, ProcessFaults::pauseLocalizer),
    LOSE_LOCALIZER("SIGSTOP of a localizer, longer than its session, then SIGCONT", true, ProcessFaults::loseLocalizer),
    PAUSE_INGEST("SIGSTOP of a worker of ingest", false, ProcessFaults::pauseIngest),
    PAUSE_BROKER("SIGSTOP of the broker", false, BrokerFaults::pause),
    REGISTRY_DOWN(
            "the registry is killed, and a localizer has to start without it", false, ProcessFaults::registryDown),
    BROKER_DISK_FULL("the broker cannot write any more (RLIMIT_FSIZE)", false, DiskFaults::broker),
    LOCALIZER_DISK_FULL("a localizer cannot write any more (RLIMIT_FSIZE)", false, DiskFaults::localizer),
    SLOW_INFERENCE("the engine of every localizer is slow, below its deadline", false, EngineFaults::slow),
    FAILING_INFERENCE("the engine of every localizer fails", true, EngineFaults::failing),
    POISON_RECORD("records that are no segments, between the segments", false, RecordFaults::poison),
    REBALANCE_STORM("localizers that come and go, in order and by kill -9", false, ProcessFaults::storm),
    CLOCK_JUMP("a source whose index and epoch jump, to and fro", false, RecordFaults::clockJump);

    private final String words;
    private final boolean takesAnswers;
    private final Fault fault;

    FaultKind(String words, boolean takesAnswers, Fault fault) {
        this.words = words;
        this.takesAnswers = takesAnswers;
        this.fault = fault;
    }

    /** What it is, in words. */
    String words() {
        return words;
    }

    /**
     * Whether segments may go without a model's answer while it lasts. A localizer that is stopped misses the deadline of the
     * call it is in.
     */
    boolean takesAnswers() {
        return takesAnswers;
    }

    Fault fault() {
        return fault;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
