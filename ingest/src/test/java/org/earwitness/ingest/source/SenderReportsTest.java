package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderReportsTest {
    private static final long UTC = 1_767_323_045_000_000L;

    private final SenderReports reports = new SenderReports();

    @AfterEach
    void close() {
        reports.close();
    }

    @Test
    void soundIsMovedToThePictureOfTheSameInstant() {
        reports.read(true, 1_000_000, UTC + 1_000_000);
        reports.read(false, 1_500_000, UTC + 1_540_000);

        assertThat(reports.audioShiftMicros()).isEqualTo(40_000);
    }

    @Test
    void jitterOfTheReportsMovesNothing() {
        reports.read(true, 1_000_000, UTC + 1_000_000);
        reports.read(false, 1_000_000, UTC + 1_040_000);
        reports.read(false, 2_000_000, UTC + 2_043_000);

        assertThat(reports.audioShiftMicros()).isEqualTo(40_000);
    }

    @Test
    void tracksOfTwoClocksAreLeftWhereTheyAre() {
        reports.read(true, 1_000_000, UTC + 1_000_000);
        reports.read(false, 1_000_000, UTC + 3_600_000_000L);

        assertThat(reports.audioShiftMicros()).isZero();
    }

    @Test
    void thePictureNamesTheTimeWhereThereIsOne() {
        reports.read(false, 500_000, UTC);

        assertThat(reports.newest()).hasValue(new SenderReports.Report(500_000, UTC));

        reports.read(true, 900_000, UTC + 1);

        assertThat(reports.newest()).hasValue(new SenderReports.Report(900_000, UTC + 1));
        assertThat(reports.isOfVideo()).isTrue();
    }
}
