package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.earwitness.app.run.RunStage.Ingesting;
import org.earwitness.app.run.RunStage.Localizing;
import org.earwitness.app.run.RunStage.Reading;
import org.junit.jupiter.api.Test;

class RunStageTest {

    @Test
    void ingestIsOverWhenEverySourceHasEnded() {
        Ingesting ingesting = new Ingesting(0, 2).withAnotherEnded();
        assertThat(ingesting.isOver()).isFalse();
        assertThat(ingesting.withAnotherEnded().isOver()).isTrue();
        assertThatThrownBy(() -> ingesting.published(Map.of())).hasMessage("only 1 of 2 sources have ended");
    }

    @Test
    void localizingWaitsForTheLastPartition() {
        Localizing localizing = new Ingesting(1, 1).published(Map.of(0, 25L, 3, 10L));
        assertThat(localizing.isOver()).isFalse();
        assertThat(localizing.committed(Map.of(0, 25L, 3, 9L)).isOver()).isFalse();
        assertThat(localizing.committed(Map.of(0, 25L, 3, 10L)).isOver()).isTrue();
    }

    @Test
    void aPartitionWithoutSegmentsIsNotWaitedFor() {
        assertThat(new Ingesting(1, 1)
                        .published(Map.of(0, 0L, 1, 4L))
                        .committed(Map.of(1, 4L))
                        .isOver())
                .isTrue();
    }

    @Test
    void aStandstillSaysWhichPartitionIsWaitedFor() {
        assertThat(new Localizing(Map.of(0, 25L, 3, 10L), Map.of(0, 20L, 3, 10L)).describe())
                .isEqualTo("the localizer has committed 30 of 35 segments, waiting for partition 0 at 20 of 25");
        assertThat(new Reading(Map.of("av.events-0", 26L), Map.of("av.events-0", 24L)).describe())
                .isEqualTo("results are not read to their end: av.events-0 at 24 of 26");
    }

    @Test
    void readingIsOverAtTheEndThatWasThereWhenTheLocalizerHadFinished() {
        Reading reading = new Localizing(Map.of(0, 2L), Map.of(0, 2L)).answered(Map.of("av.events-0", 3L));
        assertThat(reading.read(Map.of("av.events-0", 2L)).isOver()).isFalse();
        assertThat(reading.read(Map.of("av.events-0", 5L)).isOver()).isTrue();
    }

    @Property(tries = 200)
    void nothingIsOverBeforeEachOffsetIsReached(
            @ForAll @Size(max = 8) Map<@IntRange(max = 63) Integer, @LongRange(min = 1, max = 1000) Long> ends,
            @ForAll @LongRange(min = 0, max = 1000) long everywhere) {
        Map<Integer, Long> committed = new HashMap<>();
        ends.keySet().forEach(partition -> committed.put(partition, everywhere));
        boolean reached = ends.values().stream().allMatch(end -> everywhere >= end);
        assertThat(new Localizing(ends, committed).isOver()).isEqualTo(reached);
    }
}
