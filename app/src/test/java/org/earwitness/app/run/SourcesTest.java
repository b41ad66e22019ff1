package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Outcome;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private final List<FakeReading> started = new ArrayList<>();

    @Test
    void onlySoManySourcesAreReadAtOnceInTheirOrder() {
        Sources sources = sources(5, 2);
        sources.advance();
        assertThat(started).extracting(FakeReading::stream).containsExactly("s0", "s1");
        started.get(1).end(new Outcome.Ended(7));
        assertThat(sources.advance()).containsExactly(new Sources.End("s1", new Outcome.Ended(7)));
        assertThat(started).extracting(FakeReading::stream).containsExactly("s0", "s1", "s2");
    }

    @Test
    void eachEndIsToldOnce() {
        Sources sources = sources(1, 2);
        sources.advance();
        started.get(0).end(new Outcome.Failed("no such file", 0));
        assertThat(sources.advance()).hasSize(1);
        assertThat(sources.advance()).isEmpty();
        assertThat(sources.outcomes()).containsEntry("s0", new Outcome.Failed("no such file", 0));
    }

    @Test
    void afterAStopNothingMoreIsStartedAndWhatWaitedCountsAsStopped() {
        Sources sources = sources(4, 1);
        sources.advance();
        assertThat(sources.stop()).extracting(Sources.End::stream).containsExactly("s1", "s2", "s3");
        assertThat(started.get(0).isStopped()).isTrue();
        started.get(0).end(new Outcome.Stopped(3));
        assertThat(sources.advance()).containsExactly(new Sources.End("s0", new Outcome.Stopped(3)));
        assertThat(started).hasSize(1);
    }

    @Test
    void theExpectedNumberOfSegmentsCountsWhatHasNotBegunAsLongAsTheOthers() {
        Sources sources = sources(4, 2);
        sources.advance();
        assertThat(sources.expectedSegments()).isNegative();
        started.get(0).advance(10, 0.5);
        started.get(1).advance(30, 1.0);
        sources.advance();
        assertThat(sources.segments()).isEqualTo(40);
        assertThat(sources.expectedSegments()).isEqualTo(100);
    }

    private Sources sources(int count, int atOnce) {
        List<NamedMedia> media = IntStream.range(0, count)
                .mapToObj(number -> new NamedMedia("s" + number, "s" + number + ".mp4"))
                .toList();
        return new Sources(
                source -> {
                    FakeReading reading = new FakeReading(source.stream());
                    started.add(reading);
                    return reading;
                },
                media,
                atOnce);
    }
}
