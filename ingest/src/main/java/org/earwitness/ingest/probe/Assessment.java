package org.earwitness.ingest.probe;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.probe.Findings.BreakOff;
import org.earwitness.ingest.probe.Warning.Kind;

/**
 * What would go wrong with a source, from measured facts alone: the same facts give the same sentences. What comes first hurts
 * most: that there is nothing to read, then what of it is missing, then time, then what is left of safety.
 */
public final class Assessment {
    private final List<Warning> warnings = new ArrayList<>();
    private final Findings findings;

    private Assessment(Findings findings) {
        this.findings = findings;
    }

    /**
     * Everything that would go wrong; empty for a source that ingest reads without loss.
     *
     * @param findings the facts
     * @param config how ingest would read it
     */
    public static List<Warning> of(Findings findings, IngestConfig config) {
        Assessment assessment = new Assessment(findings);
        assessment.tracks();
        findings.picture()
                .ifPresent(picture ->
                        assessment.warnings.addAll(PictureAssessment.of(picture, findings.source(), config)));
        findings.sound().ifPresent(sound -> assessment.warnings.addAll(SoundAssessment.of(sound)));
        assessment.warnings.addAll(TimeAssessment.of(findings));
        assessment.safety();
        return List.copyOf(assessment.warnings);
    }

    private void tracks() {
        findings.brokeOff().ifPresent(this::brokeOff);
        SourceFindings source = findings.source();
        if (findings.sound().isEmpty()) {
            warn(
                    Kind.NO_SOUND,
                    (source.wanted().wantsAudio() ? "It has no sound track" : "Its sound is not pulled (tracks: video)")
                            + ": nothing will be heard, and an event must be both heard and seen, so that every second will be"
                            + " background. "
                            + (source.wanted().wantsAudio()
                                    ? "Switch sound on in the camera, or use a source that has it."
                                    : "Pull both tracks."));
        }
        if (findings.picture().isEmpty()) {
            warn(
                    Kind.NO_PICTURE,
                    (source.wanted().wantsVideo()
                                    ? "It has no picture track"
                                    : "Its picture is not pulled (tracks: audio)")
                            + ": nothing will be seen, and an event must be both heard and seen, so that every second will be"
                            + " background. "
                            + (source.wanted().wantsVideo() ? "Use a source that has one." : "Pull both tracks."));
        }
        if (source.packetsCorrupt() > 0) {
            warn(
                    Kind.CORRUPT,
                    Figures.count(source.packetsCorrupt(), "packet") + " could not be decoded and "
                            + (source.packetsCorrupt() == 1 ? "was" : "were")
                            + " left out in " + Figures.seconds(source.mediaMicros())
                            + ". Over UDP the network loses packets: use TCP; else look at the encoder.");
        }
    }

    private void brokeOff(BreakOff end) {
        warn(
                Kind.BROKE_OFF,
                "It broke off after " + Figures.seconds(findings.source().mediaMicros()) + " of media ("
                        + end.cause().words() + "): " + end.reason()
                        + (findings.source().live()
                                ? ". Ingest would open it again and begin a new epoch each time."
                                : ". Ingest would end the stream there."));
    }

    private void safety() {
        SourceFindings source = findings.source();
        if (source.encrypted() && !source.certificateChecked()) {
            warn(
                    Kind.TLS_UNVERIFIED,
                    "Its certificate is not checked: whoever is on the way can read and replace the stream. Give the authority"
                            + " that signed it as a PEM file and check again.");
        }
        if (source.credentials() && !source.encrypted()) {
            warn(
                    Kind.UNENCRYPTED_PASSWORD,
                    "Its password may cross the network readable: " + source.protocol()
                            + " is not encrypted. Use the encrypted protocol (rtsps, rtmps, https) where the source has it, or a"
                            + " network of its own for cameras.");
        }
        if (source.credentialsInSight()) {
            warn(
                    Kind.CREDENTIALS_IN_SIGHT,
                    "Its credentials stand on the command line, where the process list and the shell's history show them. Write"
                            + " ${env:NAME} or ${file:PATH} in their place, in single quotes.");
        }
    }

    private void warn(Kind kind, String sentence) {
        warnings.add(new Warning(kind, sentence));
    }
}
