package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.Picture;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopedSourceTest {
    private static final Picture BLANK = () -> new Picture.Still(new byte[0], false);
    private static final Opened OPENED = new Opened("both", true, true, OptionalLong.of(2_000_000));

    @TempDir
    Path folder;

    private final List<ScriptedMediaSource> rounds = new ArrayList<>();

    private LoopedSource looped(MediaEvent... events) {
        return new LoopedSource(() -> {
            rounds.add(new ScriptedMediaSource(List.of(events)));
            return rounds.get(rounds.size() - 1);
        });
    }

    private static VideoFrame frame(long micros) {
        return new VideoFrame(micros, 1_000_000, BLANK);
    }

    @Test
    void aRoundStartsAtTheNextWholeSecondAndIsOpenedSilently() {
        LoopedSource source = looped(OPENED, frame(0), frame(1_000_000), frame(1_400_000), new Ended());

        List<MediaEvent> events = List.of(source.next(), source.next(), source.next(), source.next(), source.next());

        assertThat(events).containsExactly(OPENED, frame(0), frame(1_000_000), frame(1_400_000), frame(3_000_000));
    }

    @Test
    void aTailThatIsTooShortForASegmentDoesNotShiftTheNextRound() {
        AudioSamples sound = new AudioSamples(0, new byte[2], 16_100);
        LoopedSource source = looped(OPENED, sound, new Ended());
        source.next();
        source.next();

        assertThat(source.next()).isEqualTo(new AudioSamples(16_000, sound.pcm(), 16_100));
        assertThat(source.next()).isEqualTo(new AudioSamples(32_000, sound.pcm(), 16_100));
    }

    @Test
    void theRoundBeforeIsKeptUntilItsLastFrameHasLeftTheScreen() {
        LoopedSource source = looped(OPENED, frame(0), new Ended());
        source.next();
        source.next();

        source.next();
        boolean closedWithTheNewFrame = rounds.get(0).isClosed();
        source.next();

        assertThat(closedWithTheNewFrame).isFalse();
        assertThat(rounds.get(0).isClosed()).isTrue();
        source.close();
        assertThat(rounds).allMatch(ScriptedMediaSource::isClosed);
    }

    @Test
    void anEmptyRoundFailsInsteadOfSpinning() {
        LoopedSource source = looped(OPENED, new Ended());
        source.next();

        assertThat(source.next()).isInstanceOf(Failed.class);
    }

    @Test
    void aRealFileGivesTheSameFramesInEveryRound() {
        Path file = new MediaFiles(folder)
                .make(
                        "sample.mp4",
                        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2 -f lavfi -i sine=duration=2"
                                + " -c:v mpeg4 -c:a aac");
        SourceMeters meters = new SourceMeters(new SimpleMeterRegistry());
        List<Second> seconds = new ArrayList<>();
        try (LoopedSource source = new LoopedSource(
                () -> new FfmpegSource(new MediaAddress(file.toString()), SegmentDump.LIMITS, meters))) {
            Segmenter segmenter = new Segmenter(new SegmentClock(4), SegmentDump.MAX_LEAD_MICROS, true, true);
            while (seconds.size() < 9) {
                MediaEvent event = source.next();
                if (event instanceof VideoFrame frame) {
                    seconds.addAll(segmenter.video(frame.ptsMicros(), frame.durationMicros(), frame.picture()));
                } else if (event instanceof AudioSamples samples) {
                    seconds.addAll(segmenter.audio(samples.firstSample(), samples.pcm(), 0, samples.count()));
                } else {
                    assertThat(event).isInstanceOf(Opened.class);
                }
            }
        }

        for (int index = 2; index < 9; index++) {
            for (int slot = 0; slot < 4; slot++) {
                assertThat(seconds.get(index).frames().get(slot).still().jpeg())
                        .as("second %d, slot %d", index, slot)
                        .isEqualTo(seconds.get(index - 2)
                                .frames()
                                .get(slot)
                                .still()
                                .jpeg());
            }
            assertThat(seconds.get(index).samples()).isEqualTo(16_000);
        }
    }
}
