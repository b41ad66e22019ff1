package org.earwitness.streaming;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Refuses what Kafka Streams would take and what could not work. Pure. */
final class ImpossibleSettings {
    /** A record asks the engine until its thread's time is used up, and the last call may take as long again. */
    private static final long CALLS = 2;

    /** Kafka Streams polls again when half of the interval is over, if a record lets it. */
    private static final long HALF = 2;

    private ImpossibleSettings() {}

    /**
     * Returns when the settings can work.
     *
     * @param settings all that Kafka Streams is given
     * @param passedThrough those of them that the user gave
     * @throws IllegalArgumentException saying what cannot work and what to set
     */
    static void refuse(StreamingConfig config, Map<String, Object> settings, Map<String, Object> passedThrough) {
        if (passedThrough.containsKey(StreamsConfig.GROUP_PROTOCOL_CONFIG)) {
            throw new IllegalArgumentException(
                    "kafka.group.protocol has a name of its own here: what else depends on it"
                            + " must follow. Use streaming.group.protocol.");
        }
        long least = HALF * CALLS * config.engineMillisPerCommit();
        long interval = pollIntervalMillis(settings);
        if (!config.failOnTimeout() && interval < least) {
            throw new IllegalArgumentException("kafka.max.poll.interval.ms is " + interval
                    + ": one record may keep a thread for twice streaming.engineMillisPerCommit ("
                    + config.engineMillisPerCommit()
                    + " ms), and the group would take its partitions away. Use at least "
                    + least + ", or leave it out.");
        }
    }

    /** The interval of the consumers that read segments: the narrowest name counts. */
    private static long pollIntervalMillis(Map<String, Object> settings) {
        String name = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
        List<String> narrowestFirst =
                List.of(StreamsConfig.mainConsumerPrefix(name), StreamsConfig.consumerPrefix(name), name);
        Stream<Optional<Object>> values = narrowestFirst.stream().map(key -> Optional.ofNullable(settings.get(key)));
        return values.flatMap(Optional::stream)
                .findFirst()
                .map(value -> Long.parseLong(value.toString().strip()))
                .orElseThrow();
    }
}
