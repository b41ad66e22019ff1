package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.earwitness.inference.fixture.FixtureSegments.LOUD;
import static org.earwitness.inference.fixture.FixtureSegments.pictureless;
import static org.earwitness.inference.fixture.FixtureSegments.segment;
import static org.earwitness.inference.fixture.FixtureSegments.soundless;
import static org.earwitness.inference.fixture.FixtureWindows.position;
import static org.earwitness.inference.fixture.FixtureWindows.window;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixtureOptions.Attention;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.FixtureSegments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxInferenceEngineTest {
    private static final FixtureOptions USUAL = FixtureOptions.USUAL;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<InferenceEngine> engines = new ArrayList<>();

    @AfterEach
    void closeEngines() {
        engines.forEach(InferenceEngine::close);
    }

    @Test
    void aColourThatIsSeenWhileItIsLoudIsTheEvent() {
        InferenceEngine engine = open(USUAL);
        List<Localization> events = new ArrayList<>();
        for (Color colour : List.of(Color.RED, Color.GREEN, Color.BLUE)) {
            events.add(engine.localize(window(engine, segment(colour, LOUD))));
        }

        assertThat(events.stream().map(Localization::label))
                .containsExactly(FixturePack.RED, FixturePack.GREEN, FixturePack.BLUE);
        assertThat(events).allMatch(event -> event.score() > 0.99f && !event.background());
        assertThat(events)
                .allMatch(event -> event.score() == event.probabilities().get(event.label()));
    }

    @Test
    void whatIsOnlySeenOrOnlyHeardIsBackground() {
        InferenceEngine engine = open(USUAL);
        Localization silent = engine.localize(window(engine, segment(Color.RED, 0)));
        Localization grey = engine.localize(window(engine, segment(Color.GRAY, LOUD)));

        assertThat(List.of(silent, grey)).allMatch(event -> event.background() && event.score() > 0.95f);
        assertThat(silent.seen().orElseThrow().get(FixturePack.RED)).isGreaterThan(0.99f);
        assertThat(silent.relevance()).isLessThan(0.01f);
    }

    @Test
    void withoutATrackTheTargetIsBackgroundForCertain() {
        for (Attention attention : Attention.values()) {
            InferenceEngine engine = open(USUAL.withAttention(attention));
            for (SegmentInput half : List.of(soundless(Color.RED), pictureless(LOUD))) {
                Localization event = engine.localize(window(engine, segment(Color.RED, LOUD), half));

                assertThat(event.label()).isEqualTo(FixturePack.BACKGROUND);
                assertThat(event.probabilities()).containsExactly(0f, 0f, 0f, 1f);
                assertThat(event.relevance()).isZero();
            }
        }
    }

    @Test
    void theAttentionOfTheTargetSumsToOneAndIsZeroWithoutAPicture() {
        for (Attention attention : Attention.values()) {
            InferenceEngine engine = open(USUAL.withAttention(attention));
            Localization seen = engine.localize(window(engine, segment(Color.RED, LOUD)));
            Localization unseen = engine.localize(window(engine, segment(Color.RED, LOUD), pictureless(LOUD)));

            assertThat(seen.attention().stream().mapToDouble(Float::doubleValue).sum())
                    .isCloseTo(1, within(0.005));
            assertThat(unseen.attention()).hasSize(49).containsOnly(0f);
        }
    }

    @Test
    void attentionPointsAtTheBrightPlaceRowByRow() {
        InferenceEngine engine = open(USUAL.withFrames(1, 56));
        var image = new BufferedImage(56, 56, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(5 * 8, 2 * 8, 8, 8);
        graphics.dispose();
        SegmentInput input = new SegmentInput(
                List.of(ByteBuffer.wrap(FixtureSegments.jpeg(image))), ByteBuffer.wrap(FixtureSegments.tone(LOUD)));

        List<Float> attention = engine.localize(window(engine, input)).attention();

        assertThat(attention.indexOf(Collections.max(attention))).isEqualTo(2 * 7 + 5);
    }

    @Test
    void theTargetStandsLookAheadBeforeTheEndOfTheWindow() {
        InferenceEngine engine = open(USUAL.withLookAhead(2));
        FeatureWindow window =
                window(engine, segment(Color.GREEN, LOUD), segment(Color.RED, LOUD), segment(Color.BLUE, LOUD));

        assertThat(engine.pack().lookAhead()).isEqualTo(2);
        assertThat(engine.localize(window).label()).isEqualTo(FixturePack.GREEN);
    }

    @Test
    void theWindowAroundTheTargetCountsALittleAndMaskedPositionsDoNot() {
        InferenceEngine engine = open(USUAL);
        Position red = position(engine, segment(Color.RED, LOUD));
        Position blue = position(engine, segment(Color.BLUE, LOUD));
        float alone = engine.localize(with(Optional.empty(), red)).score();
        float besideBlue = engine.localize(with(Optional.of(blue), red)).score();
        float besideMasked = engine.localize(with(Optional.of(new Position(blue.features(), false, false)), red))
                .score();

        assertThat(besideBlue).isLessThan(alone);
        assertThat(besideMasked).isEqualTo(alone);
    }

    @Test
    void aWindowOfNothingIsBackground() {
        InferenceEngine engine = open(USUAL);
        Localization event = engine.localize(new FeatureWindow(Collections.nCopies(10, Optional.empty())));

        assertThat(event.background()).isTrue();
        assertThat(event.attention()).containsOnly(0f);
    }

    @Test
    void everyLayoutGivesTheSameEvent() {
        InferenceEngine inEncode = open(USUAL.withStorage("float32"));
        SegmentInput[] segments = {
            segment(new Color(200, 30, 90), 0.3), soundless(Color.GREEN), segment(Color.ORANGE, 0.1)
        };

        for (Attention attention : List.of(Attention.IN_LOCALIZE, Attention.IN_LOCALIZE_OF_REGIONS)) {
            InferenceEngine inLocalize = open(USUAL.withStorage("float32").withAttention(attention));
            assertNear(
                    inLocalize.localize(window(inLocalize, segments)),
                    inEncode.localize(window(inEncode, segments)),
                    1.01e-4);
        }
    }

    @Test
    void regionsAreStoredWholeAndTheTargetsAttentionComesFromLocalize() {
        InferenceEngine engine = open(USUAL.withLookAhead(1).withAttention(Attention.IN_LOCALIZE_OF_REGIONS));
        SegmentInput target = segment(Color.RED, LOUD);

        Localization seen = engine.localize(window(engine, target, pictureless(LOUD)));
        Localization unseen = engine.localize(window(engine, pictureless(LOUD), target));

        assertThat(engine.encode(target).size()).isEqualTo(2 * (49 * 3 + 2));
        assertThat(seen.label()).isEqualTo(FixturePack.RED);
        assertThat(seen.attention().stream().mapToDouble(Float::doubleValue).sum())
                .isCloseTo(1, within(0.005));
        assertThat(unseen.label()).isEqualTo(FixturePack.BACKGROUND);
        assertThat(unseen.attention()).hasSize(49).containsOnly(0f);
    }

    @Test
    void halfFloatsAndWholeSamplesChangeNothingThatMatters() {
        SegmentInput[] segments = {segment(new Color(200, 30, 90), 0.3), segment(new Color(220, 30, 20), 0.2)};
        InferenceEngine exact = open(USUAL.withStorage("float32"));
        InferenceEngine halves = open(USUAL);
        InferenceEngine whole = open(USUAL.withStorage("float32").withSound("int16"));
        Localization expected = exact.localize(window(exact, segments));

        assertNear(halves.localize(window(halves, segments)), expected, 5e-3);
        assertNear(whole.localize(window(whole, segments)), expected, 1.01e-4);
        assertThat(halves.encode(segments[0]).size()).isEqualTo(2 * 54);
    }

    @Test
    void aLabelBelowTheEventThresholdIsReportedAsBackgroundWithItsOwnProbability() {
        SegmentInput dim = segment(new Color(130, 40, 40), LOUD);
        InferenceEngine always = open(USUAL);
        InferenceEngine careful = open(USUAL.withDecision("argmax", 0.9999));
        Localization reported = always.localize(window(always, dim));
        Localization withheld = careful.localize(window(careful, dim));

        assertThat(reported.label()).isEqualTo(FixturePack.RED);
        assertThat(withheld.label()).isEqualTo(FixturePack.BACKGROUND);
        assertThat(withheld.score()).isEqualTo(withheld.probabilities().get(FixturePack.BACKGROUND));
        assertThat(withheld.probabilities()).isEqualTo(reported.probabilities());
    }

    @Test
    void whatATrackThatIsMissingBecomesDoesNotDependOnTheCallBefore() {
        InferenceEngine engine = open(USUAL.withAttention(Attention.IN_LOCALIZE));
        Features first = engine.encode(pictureless(LOUD));
        Features soundlessFirst = engine.encode(soundless(Color.GREEN));
        for (int call = 0; call < 4; call++) {
            engine.encode(segment(Color.RED, LOUD));
        }

        assertThat(engine.encode(pictureless(LOUD))).isEqualTo(first);
        engine.encode(segment(Color.RED, LOUD));
        assertThat(engine.encode(soundless(Color.GREEN))).isEqualTo(soundlessFirst);
    }

    @Test
    void everyFloatIsRoundedTo1em4() {
        InferenceEngine engine = open(USUAL);
        Localization event = engine.localize(window(engine, segment(new Color(150, 90, 60), 0.07)));
        List<Float> all = new ArrayList<>(event.probabilities());
        all.addAll(event.attention());
        all.addAll(event.heard().orElseThrow());
        all.add(event.relevance());

        assertThat(all).allMatch(value -> (float) (Math.round(value * 10_000.0) / 10_000.0) == value);
        assertThat(event.probabilities()).anyMatch(value -> value > 0.01f && value < 0.99f);
    }

    @Test
    void aWindowOrFeaturesOfAnotherPackAreRefused() {
        InferenceEngine engine = open(USUAL);
        List<Optional<Position>> strange = new ArrayList<>(Collections.nCopies(9, Optional.empty()));
        strange.add(Optional.of(new Position(Features.of(new byte[7]), true, true)));

        assertThatThrownBy(() -> engine.localize(new FeatureWindow(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a window of 0 positions was given, pack fixture has 10");
        assertThatThrownBy(() -> engine.localize(new FeatureWindow(strange)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made by another pack");
    }

    @Test
    void anUnreadableFrameIsTheSegmentsFaultAndCounted() {
        InferenceEngine engine = open(USUAL);
        SegmentInput broken =
                new SegmentInput(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})), ByteBuffer.allocate(0));

        assertThatThrownBy(() -> engine.encode(broken)).isInstanceOf(UnreadableFrame.class);

        assertThat(meters.counter("earwitness.inference.failures", "kind", "frame")
                        .count())
                .isEqualTo(1);
        assertThat(engine.encode(segment(Color.RED, LOUD)).size()).isPositive();
    }

    @Test
    void stagesAreTimed() {
        InferenceEngine engine = open(USUAL);
        engine.localize(window(engine, segment(Color.RED, LOUD)));

        for (String stage : List.of("decode", "encode", "localize", "wait")) {
            var timer = meters.timer("earwitness.inference.time", "stage", stage);
            assertThat(timer.count()).as(stage).isPositive();
            assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).as(stage).isPositive();
        }
    }

    @Test
    void aClosedEngineRefusesAndClosingAgainDoesNothing() {
        InferenceEngine engine = open(USUAL);
        engine.close();
        engine.close();

        assertThatThrownBy(() -> engine.encode(segment(Color.RED, LOUD)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine of pack fixture is closed. Stop its callers before it.");
    }

    private InferenceEngine open(FixtureOptions options) {
        Path pack = FixturePack.writeTo(folder.resolve("pack-" + engines.size()), options);
        InferenceEngine engine = OnnxInferenceEngine.open(pack, InferenceConfig.DEFAULTS, meters);
        engines.add(engine);
        return engine;
    }

    private static FeatureWindow with(Optional<Position> before, Position target) {
        List<Optional<Position>> positions = new ArrayList<>(Collections.nCopies(9, before));
        positions.add(Optional.of(target));
        return new FeatureWindow(positions);
    }

    private static void assertNear(Localization actual, Localization expected, double tolerance) {
        assertThat(actual.label()).isEqualTo(expected.label());
        assertAllNear(actual.probabilities(), expected.probabilities(), tolerance);
        assertAllNear(actual.attention(), expected.attention(), tolerance);
        assertAllNear(actual.seen().orElseThrow(), expected.seen().orElseThrow(), tolerance);
        assertThat(actual.relevance()).isCloseTo(expected.relevance(), within((float) tolerance));
    }

    private static void assertAllNear(List<Float> actual, List<Float> expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).as("value %d", i).isCloseTo(expected.get(i), within((float) tolerance));
        }
    }
}
