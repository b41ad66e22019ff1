package org.earwitness.ingest.time;

import java.util.Locale;
import java.util.Optional;
import org.earwitness.schemas.Clock;

/**
 * Maps places on a live stream's time line to UTC. The first readings anchor it; once a place was asked, later ones slew it slowly,
 * so that time never runs backwards and never jumps within an epoch. What was answered once stays: two tracks get the same UTC for
 * the same place, however far one is read ahead of the other.
 *
 * <p>The rules, in one place:
 * <ul>
 *   <li>Readings of {@link Clock#ARRIVAL} are upper bounds, so the earliest of a window counts; {@link Clock#RTCP} and
 *       {@link Clock#PROGRAM_DATE_TIME} say it directly, so the middle one does. Both are followed along the drift measured over ten
 *       minutes; what is left is slewed away at a bounded rate.
 *   <li>A difference above half a second that several readings in a row agree on is a {@link Verdict.Step}. An outlier does
 *       nothing. Arrivals that are late for a while are a slow network; late for long, they are a step.
 *   <li>Readings that show media running at less than half or more than one and a half times the rate of UTC are
 *       {@link Verdict.Absurd}; so are steps that do not stop.
 *   <li>Direct clocks are better than arrival. Several readings must agree before one is taken up; the change is slewed if it is
 *       small and a step if not. One that claims what cannot be (media recorded after it came, or long before) is refused, see
 *       {@link #refused}.
 *   <li>A better clock that says nothing for a minute of media is given up for arrival, which {@link #clock} says; the lateness of
 *       arrivals that was learnt meanwhile is kept, so nothing jumps. Each time that happens the better clock must show twice as
 *       many readings before it is believed again, so clocks are not changed back and forth.
 * </ul>
 *
 * <p>Where the time stamps break (see {@link org.earwitness.ingest.segment.Timeline}) the epoch is over too, and {@link #broken} is
 * called before the next one begins. Best fed with arrivals once a second, whatever else there is. After a step or absurd stamps the epoch is over, and
 * {@link #successor} is the clock of the next one. One thread; pure, of fixed size, nothing is allocated by {@link #utcMicros}.
 */
public final class LiveClock {
    /** What a reading means for the epoch. */
    public sealed interface Verdict {
        /** The epoch goes on. */
        record Steady() implements Verdict {}

        /**
         * Media and UTC went apart at once: a new epoch must begin, with a new clock.
         *
         * @param reason what happened, in words, with figures
         */
        record Step(String reason) implements Verdict {}

        /**
         * The time stamps run at a rate that no drift explains: they must not be used any more.
         *
         * @param reason what happened, in words, with figures
         */
        record Absurd(String reason) implements Verdict {}
    }

    private static final Verdict STEADY = new Verdict.Steady();
    private static final double MILLION = 1e6;
    private static final long MINUTE_MICROS = 60_000_000;
    private static final int MOST_AGREEING = 96;

    private final LiveClockLimits limits;
    private final ClockMap map = new ClockMap();
    private final Readings arrivals;
    private final Readings direct;
    private final Deviations late;
    private final Deviations off;
    private final StepCount steps;
    private Optional<String> refused = Optional.empty();
    private boolean anchored;
    private Clock clock = Clock.ARRIVAL;
    private Clock candidate = Clock.ARRIVAL;
    private int agreeing;
    private int neededReadings;
    private double arrivalLateness;
    private boolean behindBreak;
    private Clock toldBy = Clock.ARRIVAL;
    private long toldMedia;
    private long toldUtc;
    private long directMedia;
    private long stepMedia;
    private Optional<Long> nextOffset = Optional.empty();

    /** With the usual limits. */
    public LiveClock() {
        this(LiveClockLimits.DEFAULTS);
    }

    public LiveClock(LiveClockLimits limits) {
        this(limits, new StepCount(limits.mostStepsPerMinute(), MINUTE_MICROS));
    }

    private LiveClock(LiveClockLimits limits, StepCount steps) {
        this.limits = limits;
        this.steps = steps;
        this.neededReadings = limits.stepReadings();
        this.arrivals = new Readings(true, limits);
        this.direct = new Readings(false, limits);
        this.late = new Deviations(true, limits);
        this.off = new Deviations(false, limits);
    }

    /**
     * Takes a reading.
     *
     * @param mediaMicros a place on the stream's time line
     * @param utcMicros where it is in UTC, with ARRIVAL at the latest
     * @param source who says so: ARRIVAL, RTCP or PROGRAM_DATE_TIME
     */
    public Verdict read(long mediaMicros, long utcMicros, Clock source) {
        if (source == Clock.ARRIVAL) {
            return arrived(mediaMicros, utcMicros);
        }
        if (source != Clock.RTCP && source != Clock.PROGRAM_DATE_TIME) {
            throw new IllegalArgumentException(
                    "a live stream's time cannot come from " + source + "; give ARRIVAL, RTCP or PROGRAM_DATE_TIME");
        }
        return told(mediaMicros, utcMicros, source);
    }

    /** Whether a reading has come. */
    public boolean isAnchored() {
        return anchored;
    }

    /**
     * When media at this place was recorded, microseconds since 1970. Later places are never earlier in UTC, and a place that is
     * asked again (within two minutes of media) has the same answer.
     *
     * @throws IllegalStateException before the first reading
     */
    public long utcMicros(long mediaMicros) {
        refuseUnanchored();
        return map.use(mediaMicros);
    }

    /** The other way round: which place of the time line is at an instant, to a microsecond or two. */
    public long mediaMicros(long utcMicros) {
        refuseUnanchored();
        return map.mediaAt(utcMicros);
    }

    /** Where its time comes from now. */
    public Clock clock() {
        return clock;
    }

    /** How fast the media's clock runs against UTC, parts per million; 0 until it is known. */
    public double driftPpm() {
        return 0 - current().gainPpm();
    }

    /** Why a better clock's last reading was not believed, in words; empty when there is none or it is. */
    public Optional<String> refused() {
        return refused;
    }

    /**
     * The clock of the epoch that begins after a step: same stream, same time line, anchored where the readings of the step agree.
     * After absurd stamps it is unanchored, because places mean something else then.
     */
    public LiveClock successor() {
        if (nextOffset.isEmpty()) {
            return new LiveClock(limits);
        }
        LiveClock next = new LiveClock(limits, steps);
        next.neededReadings = neededReadings;
        next.arrivalLateness = clock == Clock.ARRIVAL ? arrivalLateness : 0;
        next.read(stepMedia, stepMedia + nextOffset.get() + Math.round(next.arrivalLateness), clock);
        return next;
    }

    /**
     * The time stamps broke: the time line goes on, but how long the hole was is not known any more. To be called between two epochs;
     * the next reading anchors the clock anew, an arrival by the lateness that was learnt before. Without one it goes on as it is.
     */
    public void broken() {
        if (!anchored) {
            return;
        }
        arrivalLateness = clock == Clock.ARRIVAL || arrivals.isEmpty() ? arrivalLateness : lateness();
        arrivals.clear();
        direct.clear();
        late.clear();
        off.clear();
        clock = Clock.ARRIVAL;
        candidate = Clock.ARRIVAL;
        agreeing = 0;
        behindBreak = true;
        map.release();
    }

    /** How much later media arrives than the mapping says it was recorded; never less than nothing. */
    private double lateness() {
        long mediaMicros = arrivals.newestMedia();
        // Media cannot be recorded after it came: if the mapping says so, arrival is right.
        return Math.max(0, arrivals.offsetAt(mediaMicros) - (map.at(mediaMicros) - mediaMicros));
    }

    private Verdict arrived(long mediaMicros, long utcMicros) {
        long offset = utcMicros - mediaMicros;
        if (!anchored) {
            arrivals.add(mediaMicros, offset);
            anchor(mediaMicros, Clock.ARRIVAL);
            return STEADY;
        }
        if (clock != Clock.ARRIVAL && mediaMicros - directMedia <= limits.silentMicros()) {
            // Kept only to judge the better clock, and for the day it falls silent.
            arrivals.add(mediaMicros, offset);
            return STEADY;
        }
        if (clock != Clock.ARRIVAL) {
            degrade(mediaMicros, offset);
        }
        long deviation = deviation(mediaMicros, utcMicros) - Math.round(arrivalLateness);
        Deviations.Finding finding = late.add(mediaMicros, utcMicros, deviation);
        if (!late.isFar(deviation) || !map.isUsed()) {
            arrivals.add(mediaMicros, offset);
            follow(mediaMicros);
        }
        return verdict(finding, late, mediaMicros, deviation, arrivalLateness);
    }

    private Verdict told(long mediaMicros, long utcMicros, Clock source) {
        if (source == toldBy && mediaMicros == toldMedia && utcMicros == toldUtc) {
            return STEADY; // the same report once more says nothing new
        }
        toldBy = source;
        toldMedia = mediaMicros;
        toldUtc = utcMicros;
        long offset = utcMicros - mediaMicros;
        // One that is believed and goes on as before stays so, also when this host's own clock was set.
        boolean goesOn = anchored && clock == source && !off.isFar(deviation(mediaMicros, utcMicros));
        if (!goesOn && isImpossible(offset, source)) {
            return STEADY;
        }
        refused = Optional.empty();
        if (anchored && clock == source) {
            directMedia = Math.max(directMedia, mediaMicros);
            long deviation = deviation(mediaMicros, utcMicros);
            Deviations.Finding finding = off.add(mediaMicros, utcMicros, deviation);
            if (!off.isFar(deviation) || !map.isUsed()) {
                direct.add(mediaMicros, offset);
                follow(mediaMicros);
            }
            return verdict(finding, off, mediaMicros, deviation, 0);
        }
        if (anchored && clock != Clock.ARRIVAL && mediaMicros - directMedia <= limits.silentMicros()) {
            return STEADY; // one direct clock is as good as another, and this one still speaks
        }
        boolean agrees = candidate == source
                && !direct.isEmpty()
                && Math.abs(direct.offsetAt(mediaMicros) - offset) <= limits.stepMicros();
        if (!agrees) {
            direct.clear();
            agreeing = 0;
        }
        candidate = source;
        direct.add(mediaMicros, offset);
        agreeing++;
        // Behind a break the last report may still be one of before it.
        boolean free = !anchored || (!map.isUsed() && !behindBreak);
        return free || agreeing >= neededReadings ? change(mediaMicros, source) : STEADY;
    }

    /** Takes up a better clock. */
    private Verdict change(long mediaMicros, Clock source) {
        Clock before = clock;
        off.clear();
        agreeing = 0;
        directMedia = mediaMicros;
        if (!anchored || !map.isUsed()) {
            anchor(mediaMicros, source);
            return STEADY;
        }
        clock = source;
        long there = Math.round(direct.offsetAt(mediaMicros));
        long deviation = there - (map.at(mediaMicros) - mediaMicros);
        if (Math.abs(deviation) <= limits.stepMicros()) {
            follow(mediaMicros);
            return STEADY;
        }
        return step(
                mediaMicros,
                there,
                name(source) + " puts media " + Deviations.words(deviation) + " than " + name(before) + " did");
    }

    /** Gives a silent better clock up, and goes on from where it left. */
    private void degrade(long mediaMicros, long offset) {
        arrivals.add(mediaMicros, offset);
        arrivalLateness = lateness();
        clock = Clock.ARRIVAL;
        candidate = Clock.ARRIVAL;
        late.clear();
        agreeing = 0;
        neededReadings = Math.min(MOST_AGREEING, 2 * neededReadings);
    }

    private boolean isImpossible(long offset, Clock source) {
        if (arrivals.isEmpty()) {
            return false;
        }
        // Against the last arrival, not the earliest: where the stamps run wrong an old one says nothing about now.
        double lead = offset - arrivals.newestOffset();
        boolean future = lead > limits.futureMicros();
        boolean past = source == Clock.RTCP && lead < -limits.pastMicros();
        if (future || past) {
            refused = Optional.of(String.format(
                    Locale.ROOT,
                    "%s claims that media was recorded %.1f s %s it arrived; its clock is not set, so arrival is used",
                    name(source),
                    Math.abs(lead) / MILLION,
                    future ? "after" : "before"));
        }
        return future || past;
    }

    private Verdict verdict(
            Deviations.Finding finding, Deviations deviations, long mediaMicros, long deviation, double lateness) {
        if (finding == Deviations.Finding.ABSURD && map.isUsed()) {
            nextOffset = Optional.empty();
            return new Verdict.Absurd(String.format(
                    Locale.ROOT,
                    "the time stamps run at %.2f times the rate of UTC (%s); they are not used any more",
                    deviations.rate(),
                    name(clock)));
        }
        if (finding == Deviations.Finding.STEP && map.isUsed()) {
            return step(
                    mediaMicros,
                    deviations.stepOffset() - Math.round(lateness),
                    name(clock) + " puts media " + Deviations.words(deviation) + " than before");
        }
        return STEADY;
    }

    private Verdict step(long mediaMicros, long offset, String reason) {
        if (steps.add(mediaMicros)) {
            nextOffset = Optional.empty();
            return new Verdict.Absurd("the time stamps stepped more than " + limits.mostStepsPerMinute()
                    + " times within a minute; they are not used any more. At last " + reason);
        }
        stepMedia = mediaMicros;
        nextOffset = Optional.of(offset);
        return new Verdict.Step(reason);
    }

    /** How much later than the mapping a reading puts its place. */
    private long deviation(long mediaMicros, long utcMicros) {
        return utcMicros - map.at(mediaMicros);
    }

    private void anchor(long mediaMicros, Clock source) {
        behindBreak = false;
        anchored = true;
        clock = source;
        map.anchor(mediaMicros, mediaMicros + Math.round(target(mediaMicros)), 0);
    }

    /** Bends the mapping towards what the readings say. */
    private void follow(long mediaMicros) {
        if (!map.isUsed()) {
            anchor(mediaMicros, clock);
            return;
        }
        long from = map.bendable();
        double drift = current().gainPpm();
        double error = target(from) - (map.at(from) - from);
        double ppm =
                Math.max(-limits.mostSlewPpm(), Math.min(limits.mostSlewPpm(), error / limits.slewMicros() * MILLION));
        long forMicros = ppm == 0 ? 0 : (long) (error / ppm * MILLION);
        map.bend(drift + ppm, forMicros, drift);
    }

    private double target(long mediaMicros) {
        double offset = current().offsetAt(mediaMicros);
        return clock == Clock.ARRIVAL ? offset - arrivalLateness : offset;
    }

    private Readings current() {
        return clock == Clock.ARRIVAL ? arrivals : direct;
    }

    private void refuseUnanchored() {
        if (!anchored) {
            throw new IllegalStateException(
                    "live media came before the first reading of a clock; its source must give one first");
        }
    }

    private static String name(Clock clock) {
        return switch (clock) {
            case RTCP -> "the sender report";
            case PROGRAM_DATE_TIME -> "the program date time";
            default -> "arrival";
        };
    }
}
