package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.streaming.admit.OverloadConfig;
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
        assertThat(StreamingConfig.DEFAULTS.threadCount(2)).isEqualTo(2);
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

    @Test
    void whatTheStreamsProtocolCannotDoIsRefused() {
        assertThatThrownBy(() -> new GroupConfig(GroupProtocol.STREAMS, Optional.of("localizer-0"), 10_000))
                .hasMessageContaining("no static members");
        assertThatThrownBy(() -> new GroupConfig(GroupProtocol.CLASSIC, Optional.of("a b"), 10_000))
                .hasMessageStartingWith("instanceId is 'a b'");
        assertThatThrownBy(() -> new GroupConfig(GroupProtocol.CLASSIC, Optional.empty(), 1_000))
                .hasMessageStartingWith("sessionTimeoutMillis is 1000");
        GroupConfig streams = new GroupConfig(GroupProtocol.STREAMS, Optional.empty(), 10_000);
        assertThatThrownBy(() -> config("a", 2, streams))
                .hasMessageContaining("standbyReplicas is 2")
                .hasMessageContaining("--entity-name a --add-config streams.num.standby.replicas=2");
        assertThat(config("a", 2, GroupConfig.DEFAULTS).standbyReplicas()).isEqualTo(2);
    }

    private static StreamingConfig config(String applicationId, int standbys, GroupConfig group) {
        return new StreamingConfig(
                applicationId,
                1,
                100,
                Optional.empty(),
                StoreKind.MEMORY,
                64,
                false,
                0,
                1,
                standbys,
                15_000,
                5_000,
                5_000,
                10,
                group,
                OverloadConfig.DEFAULTS,
                IntervalConfig.DEFAULTS);
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
                GroupConfig.DEFAULTS,
                OverloadConfig.DEFAULTS,
                IntervalConfig.DEFAULTS);
    }
}
