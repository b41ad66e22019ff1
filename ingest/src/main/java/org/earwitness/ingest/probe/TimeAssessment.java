package org.earwitness.ingest.probe;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.ingest.probe.Warning.Kind;
import org.earwitness.schemas.Clock;

/** What would go wrong with a source's time. */
final class TimeAssessment {
    /** A clock ahead of this machine's by more than the resolution of anything we do. */
    private static final long MOST_AHEAD_MICROS = 250_000;

    /** No network takes longer: the source's clock is off. */
    private static final long MOST_BEHIND_MICROS = 5_000_000;

    /** A playlist of usual segments is this late; more is felt in alerts. */
    private static final long MOST_LATENCY_MICROS = 15_000_000;

    /** A playlist this far off does not show what happens now. */
    private static final long CLOCK_OFF_MICROS = 300_000_000;

    private static final long MOST_JITTER_MICROS = 500_000;
    private static final long MOST_DELAY_MICROS = 500_000;

    /** Whoever joins a stream in the middle may meet one or two. */
    private static final long FEW_UNORDERED = 2;

    private static final double SLOWEST = 0.9;
    private static final double FASTEST = 1.1;

    private final List<Warning> warnings = new ArrayList<>();
    private final SourceFindings source;
    private final TimeFindings time;

    private TimeAssessment(Findings findings) {
        this.source = findings.source();
        this.time = findings.time();
    }

    static List<Warning> of(Findings findings) {
        TimeAssessment assessment = new TimeAssessment(findings);
        if (findings.source().live()) {
            assessment.origin();
            assessment.distance();
            assessment.evenness();
        }
        assessment.order();
        assessment.tracksApart();
        return assessment.warnings;
    }

    private void origin() {
        if (time.clock() != Clock.ARRIVAL) {
            return;
        }
        if (time.behindMicros().isPresent()) {
            long behind = time.behindMicros().getAsLong();
            warn(
                    Kind.CLOCK_OFF,
                    "Its sender reports (RTCP) say that media is recorded " + Figures.duration(behind)
                            + (behind < 0 ? " after" : " before")
                            + " it comes here, which cannot be: ingest does not believe them and takes the time of arrival. Set"
                            + " the camera and this machine by NTP.");
            return;
        }
        String advice;
        if (source.isPlaylist()) {
            advice =
                    "Its playlist has no program date time, so that nobody knows how old it is; usually three files. Switch on"
                            + " EXT-X-PROGRAM-DATE-TIME at the packager.";
        } else if (source.protocol().startsWith("RTSP")) {
            advice = "No sender report of RTCP came in " + Figures.seconds(source.listenedMicros())
                    + ". Switch RTCP on in the camera, or listen longer: most send one every 5 s.";
        } else {
            advice = source.protocol()
                    + " carries no time of day. Keep this machine's clock right by NTP, and expect times to be late by what"
                    + " encoder and network need; RTSP with sender reports tells them exactly.";
        }
        warn(Kind.NO_CLOCK, "Its segments are placed by when they arrive. " + advice);
    }

    private void distance() {
        if (time.behindMicros().isEmpty() || time.clock() == Clock.ARRIVAL) {
            return;
        }
        long behind = time.behindMicros().getAsLong();
        String clock =
                time.clock() == Clock.RTCP ? "The source's clock (RTCP)" : "The playlist's clock (program date time)";
        boolean late = behind > (source.isPlaylist() ? CLOCK_OFF_MICROS : MOST_BEHIND_MICROS);
        if (behind < -MOST_AHEAD_MICROS || late) {
            warn(
                    Kind.CLOCK_OFF,
                    clock + " is " + Figures.duration(behind) + (late ? " behind" : " ahead of")
                            + " this machine's: events get times that are wrong by as much. Set both by NTP.");
        } else if (source.isPlaylist() && behind > MOST_LATENCY_MICROS) {
            warn(
                    Kind.LATENCY,
                    "It is " + Figures.seconds(behind)
                            + " old when it comes: events are told as late. Shorten the playlist's"
                            + " files, or take the camera's RTSP.");
        }
    }

    private void evenness() {
        double pace = time.pace().orElse(1);
        if (pace < SLOWEST || pace > FASTEST) {
            warn(
                    Kind.PACE,
                    "Its time stamps run at " + Figures.rate(pace) + " times the speed of real time: "
                            + (pace > 1
                                    ? "either a file is sent faster than it would be played, or the time base is wrong."
                                    : "either packets are lost or come late, or the time base is wrong.")
                            + " Ingest follows slow drift; stamps like these it does not trust, and places media by arrival,"
                            + " which is coarse. Send in real time (ffmpeg -re), or look at the encoder.");
        } else if (time.jitterMicros().orElse(0) > MOST_JITTER_MICROS) {
            warn(
                    Kind.JITTER,
                    "Its packets come unevenly: their delays are "
                            + Figures.duration(time.jitterMicros().orElse(0))
                            + " apart. Segments keep their time by time stamps and are late by as much; look at the network"
                            + " (wireless?) and the encoder's buffer.");
        }
    }

    private void order() {
        if (time.jumps() > 0) {
            warn(
                    Kind.JUMPS,
                    "Its time stamps jumped " + (time.jumps() == 1 ? "once" : time.jumps() + " times") + " in "
                            + Figures.seconds(source.mediaMicros())
                            + (source.live()
                                    ? ": each jump begins a new epoch and cuts open intervals."
                                    : ": what follows a jump is put right behind what came before it.")
                            + " Look for an encoder that restarts, or recordings that were joined.");
        }
        if (time.unordered() > FEW_UNORDERED) {
            warn(
                    Kind.UNORDERED,
                    Figures.count(time.unordered(), "frame")
                            + " had the time stamp of another or an earlier one and were left out. Look at the encoder.");
        }
    }

    private void tracksApart() {
        long delay = time.audioDelayMicros().orElse(0);
        if (Math.abs(delay) > MOST_DELAY_MICROS) {
            warn(
                    Kind.TRACKS_APART,
                    "Sound arrives " + Figures.duration(delay) + (delay > 0 ? " after" : " before")
                            + " the picture of the same time: segments wait for the later of the two. If lips and voice are"
                            + " apart as well, look at the encoder's clock for sound.");
        } else if (!source.live() && Math.abs(time.audioStartMicros().orElse(0)) > MOST_DELAY_MICROS) {
            long start = time.audioStartMicros().orElse(0);
            warn(
                    Kind.TRACKS_APART,
                    "Its sound begins " + Figures.duration(start) + (start > 0 ? " after" : " before")
                            + " its picture: in between one of them is missing, which gives background.");
        }
    }

    private void warn(Kind kind, String sentence) {
        warnings.add(new Warning(kind, sentence));
    }
}
