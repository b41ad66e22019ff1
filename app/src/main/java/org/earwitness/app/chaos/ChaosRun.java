package org.earwitness.app.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.EvidenceReader;
import org.earwitness.app.guarantee.Guarantee;
import org.earwitness.app.guarantee.LoggedEvent;
import org.earwitness.app.guarantee.RestartChangesNothing;
import org.earwitness.app.guarantee.Span;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;

/**
 * Starts the product, hurts it cycle by cycle, and holds what came out against the guarantees. One thread does it all: it reads
 * results, starts what has ended and plants faults, so that what is measured is what a subscriber sees.
 */
final class ChaosRun {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
    private static final Duration BALANCE_LIMIT = Duration.ofSeconds(15);

    /** One fault in so many comes while the localizers may still be sharing out what the last one left. */
    private static final int INTO_THE_TURMOIL = 4;

    /** Longer than the marker of a stream that stands still takes to be written and to close what it closes. */
    private static final Duration MARKERS = Duration.ofSeconds(7);

    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Installation installation;
    private final FaultPlan plan;
    private final Journal journal;
    private final Clock clock;
    private final Surroundings surroundings;
    private Optional<Recovery> recovery = Optional.empty();

    /**
     * @param installation what is tried; not started yet, closed by the caller
     * @param plan which fault comes when
     * @param journal the cycles so far
     */
    ChaosRun(Installation installation, FaultPlan plan, Journal journal, Clock clock, Surroundings surroundings) {
        this.installation = installation;
        this.plan = plan;
        this.journal = journal;
        this.clock = clock;
        this.surroundings = surroundings;
    }

    /**
     * What came of it.
     *
     * @param verdict what the guarantees say of everything, of earlier starts too
     * @param excused how many seconds have no answer because of planted faults
     * @param unanswered how many have none for another reason: the machine was too slow; they count as changed
     * @param events how many events were compared
     * @param ends how often a part ended by itself
     */
    record Outcome(Verdict verdict, long excused, long unanswered, int events, int ends) {}

    /**
     * Runs the cycles that are not in the journal yet, up to a number, and then judges everything.
     *
     * @param cycles how many there are to be in all
     * @param over asked between cycles: ends the cycles before their time
     */
    Outcome run(int cycles, BooleanSupplier over) {
        installation.start();
        try (SchemaRegistry registry = new HttpSchemaRegistry(
                        RegistrySettings.of(installation.infrastructure().registryAddress()));
                EvidenceReader reader = new EvidenceReader(
                        installation.kafka(), installation.topics(), new AvroSerdes(registry), this::read)) {
            learnSchemas(registry);
            awaitStart(reader);
            boolean recovered = true;
            for (int cycle = journal.reports().size() + 1;
                    cycle <= cycles && recovered && !over.getAsBoolean();
                    cycle++) {
                recovered = cycle(cycle, reader);
            }
            return judge(reader, new AvroSerdes(registry));
        }
    }

    /** Now, because the registry may be down when the first record of a topic is read. */
    private void learnSchemas(SchemaRegistry registry) {
        Topics topics = installation.topics();
        for (Topic<?> topic : List.of(topics.segments(), topics.events(), topics.intervals())) {
            registry.latest(topic.subject()).ifPresent(latest -> registry.schemaOf(latest.id()));
        }
    }

    private void awaitStart(EvidenceReader reader) {
        Instant begin = clock.instant();
        recovery = Optional.of(new Recovery(installation.streams(), begin));
        passUntil(reader, START_LIMIT, this::isRecovered);
        if (!isRecovered()) {
            throw CommandFailed.failed("no events of "
                    + String.join(", ", recovery.orElseThrow().waiting())
                    + " within " + START_LIMIT.toSeconds() + " s of the start. The logs are in "
                    + installation.folder().resolve("logs"));
        }
        say("every stream is live after " + Recovery.seconds(begin, clock.instant()) + " s");
    }

    private boolean cycle(int cycle, EvidenceReader reader) {
        FaultKind kind = plan.kind(cycle);
        Random chance = plan.chance(cycle);
        if (chance.nextInt(INTO_THE_TURMOIL) != 0) {
            passUntil(reader, BALANCE_LIMIT, installation::isBalanced);
        }
        Consumer<Duration> passing = time -> passUntil(reader, time, () -> false);
        Fault.Blow blow = kind.fault().plant(new Scene(installation, chance, clock, passing));
        recovery = Optional.of(new Recovery(installation.streams(), blow.end()));
        passUntil(reader, RECOVERY_LIMIT, this::isRecovered);
        CycleReport report = new CycleReport(cycle, kind, blow, recovery.flatMap(Recovery::recovered));
        journal.add(report);
        reader.catchUp(CATCH_UP);
        Verdict sofar = Verdict.of(reader.evidence(false), Guarantee.ofOneRun());
        say(report.line() + "; " + sofar.soFar());
        if (report.recovered().isEmpty()) {
            say("  no new event of " + String.join(", ", recovery.orElseThrow().waiting()) + " within "
                    + RECOVERY_LIMIT.toSeconds() + " s; the run ends here");
        }
        return report.recovered().isPresent();
    }

    private Outcome judge(EvidenceReader reader, AvroSerdes serdes) {
        int ends = ends();
        say("no more faults; waiting until all that went in has come out");
        installation.stopFeeding();
        Settling settling = new Settling(reader, MARKERS);
        while (!settling.isOver(System.nanoTime())) {
            installation.tend();
            reader.poll(POLL);
        }
        reader.catchUp(CATCH_UP);
        installation.stopLocalizing();
        Evidence evidence = reader.evidence(true);
        say("the same " + evidence.segments().size() + " records once more, undisturbed");
        Instant begin = clock.instant();
        Evidence clean = new CleanPass(installation, serdes, surroundings).run();
        say("that took " + Recovery.seconds(begin, clock.instant()) + " s");
        List<Span> spans = journal.reports().stream()
                .flatMap(report -> report.withoutAnswers().stream())
                .toList();
        RestartChangesNothing unchanged = new RestartChangesNothing(clean, spans);
        List<Guarantee> all = new ArrayList<>(Guarantee.ofOneRun());
        all.add(unchanged);
        long excused = unchanged.excused(evidence);
        long unanswered =
                evidence.events().stream().filter(event -> !event.isScored()).count() - excused;
        return new Outcome(
                Verdict.of(evidence, all),
                excused,
                unanswered,
                evidence.events().size(),
                ends);
    }

    private void read(LoggedEvent event) {
        recovery.ifPresent(it -> it.read(event, clock.instant()));
    }

    private boolean isRecovered() {
        return recovery.flatMap(Recovery::recovered).isPresent();
    }

    private void passUntil(EvidenceReader reader, Duration longest, BooleanSupplier reached) {
        long end = System.nanoTime() + longest.toNanos();
        while (!reached.getAsBoolean() && System.nanoTime() - end < 0) {
            installation.tend();
            reader.poll(POLL);
        }
    }

    private int ends() {
        int ends = installation.infrastructure().broker().ends();
        for (KeptProcess process : installation.localizers()) {
            ends += process.ends();
        }
        for (KeptProcess process : installation.ingests()) {
            ends += process.ends();
        }
        return ends;
    }

    private void say(String sentence) {
        surroundings.out().println(sentence);
        surroundings.out().flush();
    }
}
