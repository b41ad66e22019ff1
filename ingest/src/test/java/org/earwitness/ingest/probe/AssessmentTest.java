package org.earwitness.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.probe.Findings.BreakOff;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.probe.SoundFindings.Level;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.GoldenText;
import org.earwitness.ingest.source.WantedTracks;
import org.earwitness.schemas.Clock;
import org.junit.jupiter.api.Test;

/** Every sentence that can be said about a source, as a person has read it. */
final class AssessmentTest {
    private final StringBuilder golden = new StringBuilder();
    private final Set<Warning.Kind> said = EnumSet.noneOf(Warning.Kind.class);

    private static List<Warning> warnings(Consumer<GoodCamera> change) {
        GoodCamera camera = new GoodCamera();
        change.accept(camera);
        return Assessment.of(camera.findings(), IngestConfig.DEFAULTS);
    }

    private void show(String title, Consumer<GoodCamera> change) {
        golden.append("== ").append(title).append('\n');
        for (Warning warning : warnings(change)) {
            said.add(warning.kind());
            golden.append(warning.kind())
                    .append(": ")
                    .append(warning.sentence())
                    .append('\n');
        }
        golden.append('\n');
    }

    @Test
    void aGoodCameraGivesNoWarning() {
        assertThat(warnings(camera -> {})).isEmpty();
    }

    @Test
    void everyWarningIsASentenceWithItsFigureAndAdvice() {
        tracks();
        pictures();
        sounds();
        times();
        safety();

        GoldenText.compare("probe-assessment", golden.toString());
        assertThat(said).isEqualTo(EnumSet.allOf(Warning.Kind.class));
    }

    private void tracks() {
        show("no sound track", camera -> camera.hasSound = false);
        show("sound is not pulled", camera -> {
            camera.hasSound = false;
            camera.wanted = WantedTracks.VIDEO;
        });
        show("no picture track", camera -> camera.hasPicture = false);
        show("picture is not pulled", camera -> {
            camera.hasPicture = false;
            camera.wanted = WantedTracks.AUDIO;
        });
        show("a picture without decoder", camera -> {
            camera.videoCodec = "cavs";
            camera.videoDecodable = false;
            camera.frames = 0;
        });
        show("a sound without decoder", camera -> {
            camera.audioCodec = "ac4";
            camera.audioDecodable = false;
            camera.level = Level.NONE;
        });
        show("one corrupt packet", camera -> camera.packetsCorrupt = 1);
        show("corrupt packets", camera -> camera.packetsCorrupt = 17);
        show(
                "it broke off",
                camera -> camera.brokeOff = Optional.of(new BreakOff(
                        FailureCause.TIMEOUT,
                        "cannot read on in rtsps://10.0.0.7/main: nothing received for 4000 ms")));
        show("a file that broke off", camera -> {
            file(camera);
            camera.brokeOff = Optional.of(new BreakOff(FailureCause.BROKEN, "cannot read on in gate.mp4: it is cut"));
        });
    }

    private void pictures() {
        show("a picture that is announced only", camera -> {
            camera.frames = 0;
            camera.videoPackets = 0;
            camera.rate = 0;
        });
        show("a picture without a key frame", camera -> camera.frames = 0);
        show("larger than the limit", camera -> {
            camera.width = 10_000;
            camera.height = 4_000;
        });
        show("4K", camera -> {
            camera.width = 3_840;
            camera.height = 2_160;
        });
        show("black", camera -> camera.marks = new Marks(5, 0, 5, 0));
        show("frozen", camera -> camera.marks = new Marks(5, 0, 0, 4));
        show("key frames far apart", camera -> camera.keyFrames = new KeyFrames(2, 250, 10_000_000, 1_000_000));
        show("one key frame only", camera -> camera.keyFrames = new KeyFrames(1, 0, 0, 4_800_000));
        show("a late first frame", camera -> camera.firstMediaMicros = 4_980_000);
        show("two frames a second", camera -> {
            camera.rate = 2;
            camera.nominalRate = 2;
            camera.longestStepMicros = 500_000;
        });
        show("uneven frames", camera -> camera.longestStepMicros = 900_000);
        show("an announced rate that is none", camera -> camera.nominalRate = 90_000);
        show("half the announced rate", camera -> camera.rate = 12.5);
    }

    private void sounds() {
        show("sound that is announced only", camera -> camera.level = Level.NONE);
        show("zeros", camera -> camera.level = new Level(80_000, Level.SILENCE, Level.SILENCE, 0));
        show("silent", camera -> camera.level = new Level(80_000, -85.2, -78.3, 0));
        show("quiet", camera -> camera.level = new Level(80_000, -58.1, -40, 0));
        show("clipped", camera -> camera.level = new Level(80_000, -4.1, 0, 0.031));
        show("telephone", camera -> camera.sampleRate = 8_000);
    }

    private void times() {
        show("no sender report", camera -> {
            camera.clock = Clock.ARRIVAL;
            camera.behindMicros = OptionalLong.empty();
        });
        show("a playlist without program date time", camera -> {
            playlist(camera);
            camera.clock = Clock.ARRIVAL;
            camera.behindMicros = OptionalLong.empty();
        });
        show("a protocol without a clock", camera -> {
            camera.protocol = "SRT";
            camera.clock = Clock.ARRIVAL;
            camera.behindMicros = OptionalLong.empty();
        });
        show("a clock ahead", camera -> camera.behindMicros = OptionalLong.of(-1_400_000L));
        show("a clock behind", camera -> camera.behindMicros = OptionalLong.of(540_000_000L));
        show("a clock that is not believed", camera -> {
            camera.clock = Clock.ARRIVAL;
            camera.behindMicros = OptionalLong.of(-3_605_000_000L);
        });
        show("an old playlist", camera -> {
            playlist(camera);
            camera.behindMicros = OptionalLong.of(31_000_000);
        });
        show("too fast", camera -> camera.pace = OptionalDouble.of(3.97));
        show("too slow", camera -> camera.pace = OptionalDouble.of(0.5));
        show("uneven arrival", camera -> camera.jitterMicros = OptionalLong.of(870_000));
        show("one jump", camera -> camera.jumps = 1);
        show("jumps in a file", camera -> {
            file(camera);
            camera.jumps = 3;
        });
        show("frames out of order", camera -> camera.unordered = 4);
        show("sound that comes late", camera -> camera.audioDelayMicros = OptionalLong.of(1_340_000));
        show("a file whose sound begins late", camera -> {
            file(camera);
            camera.audioStartMicros = OptionalLong.of(1_300_000);
        });
    }

    private void safety() {
        show("a certificate that is not checked", camera -> camera.certificateChecked = false);
        show("a password in the open", camera -> {
            camera.protocol = "RTSP over TCP";
            camera.encrypted = false;
        });
        show("credentials on the command line", camera -> camera.credentialsInSight = true);
    }

    private static void playlist(GoodCamera camera) {
        camera.protocol = "HTTPS";
        camera.container = "hls";
        camera.clock = Clock.PROGRAM_DATE_TIME;
        camera.jitterMicros = OptionalLong.empty();
        camera.pace = OptionalDouble.empty();
    }

    private static void file(GoodCamera camera) {
        camera.protocol = "a file";
        camera.live = false;
        camera.encrypted = false;
        camera.credentials = false;
        camera.clock = Clock.MEDIA;
        camera.behindMicros = OptionalLong.empty();
        camera.jitterMicros = OptionalLong.empty();
        camera.pace = OptionalDouble.empty();
        camera.audioDelayMicros = OptionalLong.empty();
    }

    @Test
    void aPlaylistOfUsualLatencyIsFine() {
        assertThat(warnings(camera -> {
                    playlist(camera);
                    camera.behindMicros = OptionalLong.of(9_000_000);
                }))
                .isEmpty();
    }

    @Test
    void aVariableRateWithoutLongHolesIsFine() {
        assertThat(warnings(camera -> camera.longestStepMicros = 240_000)).isEmpty();
    }
}
