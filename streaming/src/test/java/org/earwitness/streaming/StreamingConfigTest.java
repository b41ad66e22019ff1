package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.streaming.interval.IntervalConfig;
import org.junit.jupiter.api.Test;

class StreamingConfigTest {

    @Test
    void everySettingHasItsReason() {
        assertThat(StreamingConfig.reasons().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(StreamingConfig.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void threadsFollowTheCoresUnlessTheyAreSaid() {
        assertThat(StreamingConfig.DEFAULTS.threadCount(2)).isEqualTo(8);
        assertThat(config("a", 3, 100, 0, 15_000).threadCount(2)).isEqualTo(3);
    }

    @Test
    void whatCouldNotWorkIsRefusedInWords() {
        assertThatThrownBy(() -> config("my app", 0, 100, 0, 15_000))
                .hasMessage("applicationId is 'my app': it names topics, so it has 1 to 100 letters, digits, '.', '_'"
                        + " and '-'. Use for instance earwitness-localizer.");
        assertThatThrownBy(() -> config("a", -1, 100, 0, 15_000)).hasMessageStartingWith("threads is -1");
        assertThatThrownBy(() -> config("a", 0, 5, 0, 15_000)).hasMessageStartingWith("commitIntervalMillis is 5");
        assertThatThrownBy(() -> config("a", 0, 100, 1_000, 15_000))
                .hasMessageStartingWith("stalledAfterMillis is 1000");
        assertThatThrownBy(() -> config("a", 0, 100, 0, 9_000))
                .hasMessageContaining("twice engineMillisPerCommit (10000)");
    }

    private static StreamingConfig config(
            String applicationId, int threads, long commitMillis, long stalledMillis, int transactionMillis) {
        return new StreamingConfig(
                applicationId,
                threads,
                commitMillis,
                Optional.empty(),
                StoreKind.MEMORY,
                64,
                false,
                stalledMillis,
                1,
                0,
                transactionMillis,
                5_000,
                5_000,
                10,
                IntervalConfig.DEFAULTS);
    }
}
