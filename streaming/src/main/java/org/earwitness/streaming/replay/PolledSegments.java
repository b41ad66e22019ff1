package org.earwitness.streaming.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Shows the records that a stream thread has polled to whoever encodes ahead, before the thread works through them one by one.
 * Kafka makes it and hands it its listener under {@link #SETTING}.
 */
public final class PolledSegments implements ConsumerInterceptor<byte[], byte[]> {
    /** Setting under which Kafka hands over the {@link Listener}. */
    public static final String SETTING = "earwitness.polled.segments";

    private Optional<Listener> listener = Optional.empty();

    /** Is shown each record right after it was polled. Called by stream threads; must not throw. */
    public interface Listener {
        void polled(ConsumerRecord<byte[], byte[]> record);
    }

    /** The settings of Kafka Streams that make it show its records to a listener. */
    public static Map<String, Object> settings(Listener listener) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                PolledSegments.class.getName());
        settings.put(StreamsConfig.mainConsumerPrefix(SETTING), listener);
        return settings;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        listener = Optional.ofNullable(settings.get(SETTING)).map(Listener.class::cast);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        listener.ifPresent(shown -> records.forEach(shown::polled));
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // What is committed is of no interest here.
    }

    @Override
    public void close() {
        // The listener belongs to whoever gave it.
    }
}
