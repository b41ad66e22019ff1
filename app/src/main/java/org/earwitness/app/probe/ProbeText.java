package org.earwitness.app.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.ingest.probe.Figures;
import org.earwitness.ingest.probe.Findings;
import org.earwitness.ingest.probe.Flow;
import org.earwitness.ingest.probe.KeyFrames;
import org.earwitness.ingest.probe.PictureFindings;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.probe.SoundFindings;
import org.earwitness.ingest.probe.SoundFindings.Level;
import org.earwitness.ingest.probe.SourceFindings;
import org.earwitness.ingest.probe.TimeFindings;
import org.earwitness.ingest.probe.Warning;
import org.earwitness.schemas.Clock;

/** What was found in a source, for people: a few lines of facts, then what would go wrong. */
final class ProbeText {
    private static final String INDENT = "         ";

    /** Less than this is told by nobody and nothing. */
    private static final long LEAST_MICROS = 1_000;

    private final List<String> lines = new ArrayList<>();

    private ProbeText() {}

    static List<String> lines(Findings findings, List<Warning> warnings) {
        ProbeText text = new ProbeText();
        text.lines.add(findings.source().address());
        text.source(findings.source());
        findings.picture().ifPresentOrElse(text::picture, () -> text.line("picture", "none"));
        findings.sound().ifPresentOrElse(text::sound, () -> text.line("sound", "none"));
        text.time(findings);
        text.lines.add("");
        if (warnings.isEmpty()) {
            text.lines.add("Nothing that was measured would go wrong.");
        } else {
            text.lines.add("What would go wrong:");
            warnings.forEach(warning -> text.lines.add("- " + warning.sentence()));
        }
        return text.lines;
    }

    private void source(SourceFindings source) {
        line(
                "source",
                source.protocol()
                        + (source.container().isEmpty() ? "" : " (" + container(source.container()) + ")")
                        + (source.live() ? ", live" : source.protocol().equals("a file") ? "" : ", read as a file")
                        + (source.encrypted()
                                ? source.certificateChecked()
                                        ? ", TLS with its certificate checked"
                                        : ", TLS without a check of its certificate"
                                : ""));
        line(
                "",
                "open after " + Figures.duration(source.openMicros())
                        + (source.firstMediaMicros().isPresent()
                                ? ", first media after "
                                        + Figures.duration(
                                                source.firstMediaMicros().getAsLong())
                                : ", no media came")
                        + "; listened for " + Figures.seconds(source.listenedMicros()) + ", "
                        + Figures.seconds(source.mediaMicros()) + " of media");
    }

    /** FFmpeg names a family of formats by all its members. */
    private static String container(String family) {
        return family.contains("mp4") ? "mp4" : family.replaceFirst(",.*", "");
    }

    private void picture(PictureFindings picture) {
        line(
                "picture",
                codec(picture.codec(), picture.profile()) + " " + picture.width() + "x" + picture.height()
                        + rate(picture)
                        + bitRate(picture.flow())
                        + (picture.decodable() ? "" : "; cannot be decoded here"));
        line(
                "",
                keyFrames(picture.keyFrames(), picture.flow())
                        + (picture.reordered() ? "; B frames" : "; no B frames")
                        + (picture.turnedDegrees() == 0
                                ? "; upright"
                                : "; turned by " + picture.turnedDegrees() + " degrees to stand upright"));
        Marks marks = picture.marks();
        if (marks.missing() + marks.black() + marks.frozen() > 0) {
            line(
                    "",
                    "of " + Figures.count(marks.seconds(), "second") + " " + marks.missing() + " without picture, "
                            + marks.black() + " black, " + marks.frozen() + " frozen");
        }
    }

    private static String rate(PictureFindings picture) {
        Optional<String> announced = picture.nominalRate().isPresent()
                ? Optional.of(Figures.rate(picture.nominalRate().getAsDouble()) + " frames/s announced")
                : Optional.empty();
        Optional<String> measured = picture.flow().perSecond().isPresent()
                ? Optional.of(Figures.rate(picture.flow().perSecond().getAsDouble())
                        + " measured, "
                        + (picture.flow().isVariable()
                                ? "variable (" + Figures.duration(picture.flow().shortestStepMicros()) + " to "
                                        + Figures.duration(picture.flow().longestStepMicros()) + " apart)"
                                : "constant"))
                : Optional.empty();
        return announced.map(words -> ", " + words).orElse("")
                + measured.map(words -> ", " + words).orElse("");
    }

    private static String keyFrames(KeyFrames keys, Flow flow) {
        if (keys.count() == 0) {
            return "no key frame";
        }
        if (!keys.isKnown()) {
            return "one key frame, none in the " + Figures.seconds(keys.sinceLastMicros()) + " behind it";
        }
        return keys.count() == flow.packets() && keys.longestFrames() == 1
                ? "every frame is a key frame"
                : "key frames up to " + Figures.seconds(keys.longestMicros()) + " ("
                        + Figures.count(keys.longestFrames(), "frame") + ") apart";
    }

    private void sound(SoundFindings sound) {
        line(
                "sound",
                codec(sound.codec(), sound.profile()) + " " + sound.sampleRate() + " Hz, "
                        + Figures.count(sound.channels(), "channel")
                        + bitRate(sound.flow())
                        + (sound.decodable() ? "" : "; cannot be decoded here"));
        Level level = sound.level();
        if (level.samples() > 0) {
            line(
                    "",
                    level.peakDecibels() <= Level.SILENCE
                            ? "nothing but zeros"
                            : Figures.decibels(level.rmsDecibels()) + " on the average, "
                                    + Figures.decibels(level.peakDecibels()) + " at most");
        }
    }

    private void time(Findings findings) {
        TimeFindings time = findings.time();
        line("time", origin(findings) + behind(time));
        List<String> rest = new ArrayList<>();
        time.jitterMicros().ifPresent(jitter -> rest.add("delays differ by " + Figures.duration(jitter)));
        time.pace().ifPresent(pace -> rest.add(Figures.rate(pace) + " s of media a second"));
        if (time.audioDelayMicros().isPresent()) {
            rest.add("sound arrives " + apart(time.audioDelayMicros().getAsLong(), "the picture of the same time"));
        }
        if (time.audioStartMicros().isPresent() && !findings.source().live()) {
            rest.add("sound begins " + apart(time.audioStartMicros().getAsLong(), "the picture"));
        }
        if (!rest.isEmpty()) {
            line("", String.join("; ", rest));
        }
    }

    private static String origin(Findings findings) {
        return switch (findings.time().clock()) {
            case MEDIA -> "counts from the start of the file";
            case RTCP -> "from RTCP sender reports";
            case PROGRAM_DATE_TIME -> "from the playlist's program date time";
            case ARRIVAL -> "that of arrival";
            default -> "not known";
        };
    }

    private static String behind(TimeFindings time) {
        if (time.behindMicros().isEmpty() || time.clock() == Clock.ARRIVAL) {
            return "";
        }
        long behind = time.behindMicros().getAsLong();
        return "; " + Figures.duration(behind)
                + (behind < 0 ? " ahead of this machine's clock" : " from its recording to here");
    }

    private static String apart(long micros, String what) {
        if (Math.abs(micros) < LEAST_MICROS) {
            return "with " + what;
        }
        return Figures.duration(micros) + (micros < 0 ? " before " : " after ") + what;
    }

    private static String codec(String name, String profile) {
        return profile.isEmpty() ? name : name + " (" + profile + ")";
    }

    private static String bitRate(Flow flow) {
        return flow.bitsPerSecond().isPresent()
                ? ", " + Figures.bitRate(flow.bitsPerSecond().getAsDouble())
                : "";
    }

    private void line(String name, String text) {
        lines.add("  " + (name + INDENT).substring(0, INDENT.length()) + text);
    }
}
