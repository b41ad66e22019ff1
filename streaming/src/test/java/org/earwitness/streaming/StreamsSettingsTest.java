package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.assignment.assignors.StickyTaskAssignor;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.rejected.DeadLetters;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

    @Test
    void exactlyOnceWithBoundedBuffersIsTheDefault() {
        assertThat(settings(StreamingConfig.DEFAULTS, Map.of()))
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("num.stream.threads", 2)
                .containsEntry("buffered.records.per.partition", 16)
                .containsEntry("statestore.cache.max.bytes", 0L)
                .containsEntry("producer.transaction.timeout.ms", 15_000);
    }

    @Test
    void whatTheUserPassesThroughWins() {
        assertThat(settings(StreamingConfig.DEFAULTS, Map.of("processing.guarantee", "at_least_once")))
                .containsEntry("processing.guarantee", "at_least_once");
    }

    @Test
    void whoeverWaitsForEveryAnswerWaitsInTheTransactionToo() {
        assertThat(settings(TopologyRig.config(true, 0, IntervalConfig.DEFAULTS), Map.of()))
                .containsEntry("producer.transaction.timeout.ms", 60_000);
    }

    @Test
    void aRefusedSegmentOfTheLargestSizeStillFitsARequest() {
        assertThat((Integer) settings(StreamingConfig.DEFAULTS, Map.of()).get("producer.max.request.size"))
                .isGreaterThan(TopologyRig.TOPICS.rejected().maxMessageBytes());
    }

    @Test
    void kafkaStreamsAcceptsThem() {
        Properties properties = new Properties();
        properties.putAll(settings(StreamingConfig.DEFAULTS, Map.of("bootstrap.servers", "nowhere:9092")));
        StreamsConfig config = new StreamsConfig(properties);

        assertThat(config.processingExceptionHandler()).isNotNull();
        assertThat(config.getProducerConfigs("client")).containsEntry("transaction.timeout.ms", 15_000);
        assertThat(config.getMainConsumerConfigs("group", "client", 0))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("max.poll.records", 200);
    }

    @Test
    void aNamedMemberOfTheClassicProtocolIsMissedAsLateAsItSays() {
        Map<String, Object> settings =
                settings(grouped(GroupProtocol.CLASSIC, Optional.of("localizer-0"), 90_000), Map.of());

        assertThat(settings)
                .containsEntry("group.protocol", "classic")
                .containsEntry("main.consumer.group.instance.id", "localizer-0")
                .containsEntry("main.consumer.session.timeout.ms", 90_000);
    }

    @Test
    void aNewMemberOfTheClassicProtocolDoesNotWaitForWarmCopies() {
        Properties properties = new Properties();
        properties.putAll(settings(StreamingConfig.DEFAULTS, Map.of("bootstrap.servers", "nowhere:9092")));

        assertThat(new StreamsConfig(properties).getString(StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG))
                .isEqualTo(StickyTaskAssignor.class.getName());
    }

    @Test
    void theStreamsProtocolIsTakenByKafkaStreamsWithoutATimeOutOfOurs() {
        Properties properties = new Properties();
        properties.putAll(settings(
                grouped(GroupProtocol.STREAMS, Optional.empty(), 10_000), Map.of("bootstrap.servers", "nowhere:9092")));

        assertThat(properties).doesNotContainKeys("main.consumer.session.timeout.ms", "task.assignor.class");
        assertThat(new StreamsConfig(properties).getMainConsumerConfigs("group", "client", 0))
                .containsEntry("max.poll.records", 200);
    }

    @Test
    void aPollIntervalThatOneRecordCouldOutlastIsRefused() {
        for (String name : List.of("max.poll.interval.ms", "consumer.max.poll.interval.ms")) {
            assertThatThrownBy(() -> settings(StreamingConfig.DEFAULTS, Map.of(name, "19999")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("kafka.max.poll.interval.ms is 19999")
                    .hasMessageContaining("Use at least 20000");
        }
        assertThat(settings(StreamingConfig.DEFAULTS, Map.of("max.poll.interval.ms", "20000")))
                .containsEntry("max.poll.interval.ms", "20000");
    }

    @Test
    void theProtocolOfTheGroupIsSetByItsOwnNameOnly() {
        assertThatThrownBy(() -> settings(StreamingConfig.DEFAULTS, Map.of("group.protocol", "streams")))
                .hasMessageContaining("Use streaming.group.protocol");
    }

    private static StreamingConfig grouped(GroupProtocol protocol, Optional<String> instance, int sessionMillis) {
        StreamingConfig usual = TopologyRig.USUAL;
        return new StreamingConfig(
                usual.applicationId(),
                usual.threads(),
                usual.commitIntervalMillis(),
                usual.stateDirectory(),
                usual.storeKind(),
                usual.storeMegabytes(),
                usual.failOnTimeout(),
                usual.stalledAfterMillis(),
                usual.replicationFactor(),
                usual.standbyReplicas(),
                usual.transactionTimeoutMillis(),
                usual.engineMillisPerCommit(),
                usual.probeAfterMillis(),
                usual.threadReplacements(),
                new GroupConfig(protocol, instance, sessionMillis),
                usual.overload(),
                usual.interval());
    }

    private static Map<String, Object> settings(StreamingConfig config, Map<String, Object> passedThrough) {
        DeadLetters letters = new DeadLetters("av.rejected", new SimpleMeterRegistry());
        return StreamsSettings.of(config, TopologyRig.TOPICS, letters, Optional.empty(), 2, passedThrough);
    }
}
