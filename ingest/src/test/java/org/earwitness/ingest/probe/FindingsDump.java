package org.earwitness.ingest.probe;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Facts as lines that a person can compare; what depends on the machine's speed is left out. */
final class FindingsDump {
    private FindingsDump() {}

    static String of(Findings findings, List<Warning> warnings) {
        StringBuilder text = new StringBuilder();
        SourceFindings source = findings.source();
        text.append("source ").append(source.protocol()).append(", ").append(source.container());
        text.append(source.live() ? ", live" : ", file").append(", ");
        text.append(Figures.seconds(source.mediaMicros())).append(" of media, ");
        text.append(source.packetsCorrupt()).append(" corrupt\n");
        findings.picture().ifPresent(picture -> {
            text.append("picture ").append(picture.codec()).append('/').append(picture.profile());
            text.append(' ').append(picture.width()).append('x').append(picture.height());
            text.append(" turned ").append(picture.turnedDegrees()).append(", announced ");
            text.append(rate(picture.nominalRate())).append(", decodable ").append(picture.decodable());
            text.append(", reordered ").append(picture.reordered()).append('\n');
            text.append("  ").append(flow(picture.flow())).append('\n');
            text.append("  ").append(picture.keyFrames()).append('\n');
            text.append("  ").append(picture.marks()).append('\n');
        });
        findings.sound().ifPresent(sound -> {
            text.append("sound ")
                    .append(sound.codec())
                    .append('/')
                    .append(sound.profile())
                    .append(' ');
            text.append(sound.sampleRate())
                    .append(" Hz ")
                    .append(sound.channels())
                    .append(" channels, decodable ");
            text.append(sound.decodable()).append('\n');
            text.append("  ").append(flow(sound.flow())).append('\n');
            SoundFindings.Level level = sound.level();
            // A lossy codec may differ by a rounding from one build to the next.
            text.append(String.format(
                    Locale.ROOT, "  level %.0f dBFS, peak %.0f dBFS%n", level.rmsDecibels(), level.peakDecibels()));
        });
        TimeFindings time = findings.time();
        text.append("time ").append(time.clock()).append(", sound starts ").append(millis(time.audioStartMicros()));
        text.append(" later, ").append(time.jumps()).append(" jumps, ").append(time.unordered());
        text.append(" unordered\n");
        findings.brokeOff()
                .ifPresent(end -> text.append("broke off ").append(end.cause()).append('\n'));
        warnings.forEach(warning -> text.append(warning.kind())
                .append(": ")
                .append(warning.sentence())
                .append('\n'));
        return text.toString();
    }

    private static String flow(Flow flow) {
        return flow.packets() + " packets, " + rate(flow.perSecond()) + " a second, steps "
                + Figures.duration(flow.shortestStepMicros()) + " to " + Figures.duration(flow.longestStepMicros())
                + (flow.isVariable() ? " variable" : " constant") + ", twice " + flow.twice() + ", without time "
                + flow.withoutTime();
    }

    private static String rate(OptionalDouble rate) {
        return rate.isPresent() ? Figures.rate(rate.getAsDouble()) : "nothing";
    }

    private static String millis(OptionalLong micros) {
        return micros.isPresent() ? Math.round(micros.getAsLong() / 1e3) + " ms" : "nothing";
    }
}
