package org.earwitness.ingest.probe;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.probe.PictureFindings.Marks;
import org.earwitness.ingest.probe.Warning.Kind;

/** What would go wrong with a picture track. */
final class PictureAssessment {
    /** A stream that is joined waits for a key frame; more than this is felt at every reconnect. */
    private static final long LONGEST_KEY_MICROS = 4_000_000;

    private static final long LONGEST_START_MICROS = 2_000_000;

    /** Beyond this no camera has a rate; it is a time base that was taken for one. */
    private static final double MOST_RATE = 240;

    /** How far the announced rate may be from the measured one. */
    private static final double RATE_SHARE = 0.2;

    /** More than full high definition is decoded for nothing: segments carry small squares. */
    private static final long MOST_PIXELS = 1_920L * 1_088;

    private static final double USUAL_PIXELS = 1_280 * 720;

    private final List<Warning> warnings = new ArrayList<>();
    private final PictureFindings picture;
    private final SourceFindings source;
    private final IngestConfig config;

    private PictureAssessment(PictureFindings picture, SourceFindings source, IngestConfig config) {
        this.picture = picture;
        this.source = source;
        this.config = config;
    }

    static List<Warning> of(PictureFindings picture, SourceFindings source, IngestConfig config) {
        PictureAssessment assessment = new PictureAssessment(picture, source, config);
        if (!picture.decodable()) {
            assessment.warn(
                    Kind.NO_DECODER,
                    "Its picture is " + picture.codec()
                            + ", which cannot be decoded here: it counts as missing and every second"
                            + " will be background. Set the encoder to H.264 or H.265.");
        } else if (picture.frames() == 0) {
            assessment.nothingCame();
        } else {
            assessment.size();
            assessment.content();
            if (source.live()) {
                assessment.keyFrames();
            }
            assessment.rate();
        }
        return assessment.warnings;
    }

    private void nothingCame() {
        String waited = Figures.seconds(source.listenedMicros());
        warn(
                Kind.NOTHING_CAME,
                picture.flow().packets() == 0
                        ? "It announces a picture, but nothing of it came in " + waited
                                + ". Look at the encoder, or pull the sound alone."
                        : Figures.count(picture.flow().packets(), "packet") + " of its picture came in " + waited
                                + ", but no frame could be made of them: no key frame was among them. Let the encoder send one at"
                                + " least every 2 s.");
    }

    private void size() {
        int largest = Math.max(picture.width(), picture.height());
        String dimensions = picture.width() + "x" + picture.height();
        if (largest > config.maxDimension()) {
            warn(
                    Kind.TOO_LARGE,
                    "Its picture has " + dimensions + " pixels, more than ingest.maxDimension (" + config.maxDimension()
                            + ") allows: ingest refuses it. Use a smaller stream of the camera, or raise the limit.");
        } else if ((long) picture.width() * picture.height() > MOST_PIXELS) {
            double cost = picture.width() * (double) picture.height() / USUAL_PIXELS;
            warn(
                    Kind.LARGE,
                    "Its picture has " + dimensions + " pixels, of which segments keep squares of " + config.frameSize()
                            + ": decoding costs about " + Figures.rate(Math.rint(cost))
                            + " times what 1280x720 does, for nothing. Use the camera's second, smaller stream.");
        }
    }

    private void content() {
        Marks marks = picture.marks();
        int seen = marks.seconds() - marks.missing();
        if (seen > 0 && marks.black() == seen) {
            warn(
                    Kind.BLACK,
                    "Its picture was black in " + all(seen)
                            + ": nothing will be seen. Look at the lens cap, the lighting and the camera's privacy mask.");
        } else if (seen > 1 && marks.frozen() >= seen - 1) {
            // The first second has none before it to be compared with.
            warn(
                    Kind.FROZEN,
                    "Its picture did not change in " + Figures.count(seen, "second")
                            + ": the encoder may repeat its last frame. Move something in front of the camera and probe again.");
        }
    }

    private static String all(int seconds) {
        return seconds == 1 ? "the one second that was heard" : "all " + seconds + " seconds";
    }

    private void keyFrames() {
        KeyFrames keys = picture.keyFrames();
        if (keys.leastMicros() > LONGEST_KEY_MICROS) {
            String distance = keys.isKnown() && keys.longestMicros() >= keys.sinceLastMicros()
                    ? "Its key frames are up to " + Figures.seconds(keys.longestMicros()) + " ("
                            + Figures.count(keys.longestFrames(), "frame") + ") apart"
                    : "No key frame came in the last " + Figures.seconds(keys.sinceLastMicros());
            warn(
                    Kind.KEY_FRAMES,
                    distance
                            + ": after every start and reconnect there is no picture for up to that long, and a lost packet"
                            + " spoils as much. Set the encoder's key frame distance (GOP) to 2 s or less.");
        }
        long first = source.firstMediaMicros().orElse(0);
        if (first - source.openMicros() > LONGEST_START_MICROS) {
            warn(
                    Kind.SLOW_START,
                    "The first media came " + Figures.seconds(first - source.openMicros())
                            + " after it was open: the first segment waits as long at every reconnect. Let the encoder send key"
                            + " frames more often, at least every 2 s.");
        }
    }

    private void rate() {
        double measured = picture.flow().perSecond().orElse(0);
        double nominal = picture.nominalRate().orElse(measured);
        if (measured > MOST_RATE || nominal > MOST_RATE) {
            warn(
                    Kind.ABSURD_RATE,
                    "It announces " + Figures.rate(nominal) + " frames a second and sends " + Figures.rate(measured)
                            + ": no camera does. Its time stamps are counted in a wrong unit; look at the encoder's time base.");
        } else if (measured > 0 && Math.abs(nominal - measured) > RATE_SHARE * nominal && !isStill()) {
            warn(
                    Kind.ABSURD_RATE,
                    "It announces " + Figures.rate(nominal) + " frames a second and sends " + Figures.rate(measured)
                            + ": segments go by time stamps, so nothing breaks, but the encoder or the network drops frames. Look"
                            + " at the camera's load and light (a long exposure halves the rate).");
        }
        long slotMicros = 1_000_000L / config.framesPerSecond();
        if (measured > 0 && measured < config.framesPerSecond() - 0.05) {
            warn(
                    Kind.FEW_FRAMES,
                    "Its frame rate is " + Figures.rate(measured) + " a second, less than the "
                            + config.framesPerSecond()
                            + " frames of a segment: frames are repeated and short movements are missed. Set the camera to at least "
                            + config.framesPerSecond() + ", better 10.");
        } else if (picture.flow().longestStepMicros() > 2 * slotMicros) {
            warn(
                    Kind.UNEVEN_FRAMES,
                    "Its frames come unevenly, up to "
                            + Figures.duration(picture.flow().longestStepMicros())
                            + " apart: a segment repeats the frame before, and what moves in between is missed. Switch to a"
                            + " constant frame rate.");
        }
    }

    /** Few frames were heard, so that a rate is chance. */
    private boolean isStill() {
        return picture.flow().packets() < 2L * config.framesPerSecond();
    }

    private void warn(Kind kind, String sentence) {
        warnings.add(new Warning(kind, sentence));
    }
}
