package org.earwitness.streaming.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.earwitness.schemas.SegmentKind;
import org.junit.jupiter.api.Test;

final class StreamLogTest {
    private static final Place NO_END = new Place(Long.MAX_VALUE, 0);

    private final StreamLog log = new StreamLog();
    private long offset;

    @Test
    void aRangeIsProcessedFromWhatFillsItsWindowOn() {
        media(0, 0, 100);

        Stretch stretch = log.plan(new Place(0, 50), new Place(0, 60), new Place(0, 50), 10, 0)
                .stretch();

        assertThat(stretch.firstOffset()).as("nine segments, and some to spare").isEqualTo(50 - 9 - 8);
        assertThat(stretch.endOffset()).isEqualTo(60);
        assertThat(stretch.beyond()).contains(new Stretch.Beyond(new Place(0, 60), 60));
    }

    @Test
    void anIntervalThatWasOpenIsFoldedFromItsFirstSegment() {
        media(0, 0, 100);

        Stretch stretch =
                log.plan(new Place(0, 50), NO_END, new Place(0, 40), 10, 0).stretch();

        assertThat(stretch.observed()).isEqualTo(new Place(0, 40));
        assertThat(stretch.reported()).isEqualTo(new Place(0, 50));
        assertThat(stretch.firstOffset()).isEqualTo(40 - 9 - 8);
        assertThat(stretch.endOffset()).isEqualTo(100);
        assertThat(stretch.beyond()).isEmpty();
    }

    @Test
    void lookAheadReadsOnBehindTheRange() {
        media(0, 0, 100);

        Stretch stretch = log.plan(new Place(0, 50), new Place(0, 60), new Place(0, 50), 10, 3)
                .stretch();

        assertThat(stretch.endOffset()).isGreaterThan(62).isLessThan(80);
    }

    @Test
    void anEventWhoseLeadWasDeletedIsNotJudged() {
        log.noteTruncated();
        media(0, 30, 100);

        assertThat(log.plan(new Place(0, 30), NO_END, new Place(0, 30), 10, 0).judged())
                .isEqualTo(new Place(0, 39));
        assertThat(log.plan(new Place(0, 60), NO_END, new Place(0, 60), 10, 0).judged())
                .isEqualTo(new Place(0, 60));
    }

    @Test
    void duplicatesAndLateSegmentsDoNotCount() {
        media(0, 0, 10);
        media(0, 3, 6);
        media(1, 0, 2);
        media(0, 10, 12);

        assertThat(log.media()).extracting(Sighting::place).hasSize(12).endsWith(new Place(1, 0), new Place(1, 1));
    }

    @Test
    void aRangeBehindEverythingIsRefused() {
        media(0, 0, 10);

        assertThatThrownBy(() -> log.plan(new Place(0, 50), NO_END, new Place(0, 50), 10, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no segment stands at 0:50");
    }

    private void media(long epoch, long from, long to) {
        for (long index = from; index < to; index++) {
            log.add(new Sighting(offset++, 0, SegmentKind.MEDIA, new Place(epoch, index), index * 1_000_000));
        }
    }
}
