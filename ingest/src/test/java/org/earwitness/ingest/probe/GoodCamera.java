package org.earwitness.ingest.probe;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.probe.SoundFindings.Level;
import org.earwitness.ingest.source.WantedTracks;
import org.earwitness.schemas.Clock;

/** The facts of a source with which nothing is wrong; a test changes what it is about. */
final class GoodCamera {
    String address = "rtsps://10.0.0.7/main";
    String protocol = "RTSPS over TCP";
    String container = "rtsp";
    boolean live = true;
    boolean encrypted = true;
    boolean certificateChecked = true;
    boolean credentials = true;
    boolean credentialsInSight;
    WantedTracks wanted = WantedTracks.BOTH;
    long firstMediaMicros = 720_000;
    long packetsCorrupt;

    boolean hasPicture = true;
    String videoCodec = "h264";
    boolean videoDecodable = true;
    int width = 1_280;
    int height = 720;
    double nominalRate = 25;
    long videoPackets = 125;
    double rate = 25;
    long longestStepMicros = 40_000;
    KeyFrames keyFrames = new KeyFrames(3, 50, 2_000_000, 960_000);
    long frames = 125;
    Marks marks = new Marks(5, 0, 0, 0);

    boolean hasSound = true;
    String audioCodec = "aac";
    boolean audioDecodable = true;
    int sampleRate = 48_000;
    Level level = new Level(80_000, -31.4, -12.2, 0);

    Clock clock = Clock.RTCP;
    OptionalLong behindMicros = OptionalLong.of(180_000);
    OptionalLong jitterMicros = OptionalLong.of(12_000);
    OptionalDouble pace = OptionalDouble.of(1.0004);
    OptionalLong audioDelayMicros = OptionalLong.of(15_000);
    OptionalLong audioStartMicros = OptionalLong.of(8_000);
    long jumps;
    long unordered;
    Optional<Findings.BreakOff> brokeOff = Optional.empty();

    Findings findings() {
        return new Findings(
                new SourceFindings(
                        address,
                        protocol,
                        container,
                        live,
                        encrypted,
                        certificateChecked,
                        credentials,
                        credentialsInSight,
                        wanted,
                        480_000,
                        OptionalLong.of(firstMediaMicros),
                        5_000_000,
                        5_000_000,
                        packetsCorrupt),
                hasPicture ? Optional.of(picture()) : Optional.empty(),
                hasSound ? Optional.of(sound()) : Optional.empty(),
                new TimeFindings(
                        clock, behindMicros, jitterMicros, pace, audioDelayMicros, audioStartMicros, jumps, unordered),
                brokeOff);
    }

    private PictureFindings picture() {
        Flow flow = new Flow(
                videoPackets,
                1_875_000,
                5_000_000,
                rate == 0 ? OptionalDouble.empty() : OptionalDouble.of(rate),
                rate == 0 ? 0 : Math.round(1e6 / rate),
                rate == 0 ? 0 : Math.round(1e6 / rate),
                longestStepMicros,
                0,
                0);
        return new PictureFindings(
                videoCodec,
                "High",
                width,
                height,
                0,
                nominalRate == 0 ? OptionalDouble.empty() : OptionalDouble.of(nominalRate),
                videoDecodable,
                flow,
                keyFrames,
                false,
                frames,
                marks);
    }

    private SoundFindings sound() {
        Flow flow = new Flow(234, 80_000, 5_000_000, OptionalDouble.of(46.9), 21_333, 21_333, 21_334, 0, 0);
        return new SoundFindings(audioCodec, "LC", sampleRate, 2, audioDecodable, flow, level);
    }
}
