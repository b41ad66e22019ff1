package org.earwitness.endtoend;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A planted bug: some events are sent once more, outside the transaction. Kafka makes it by its name, from the setting {@code
 * interceptor.classes}.
 */
public final class DoubledSend implements ProducerInterceptor<byte[], byte[]> {
    private static final long ONE_IN = 5;

    private final AtomicLong events = new AtomicLong();
    private Optional<KafkaProducer<byte[], byte[]>> second = Optional.empty();

    @Override
    public void configure(Map<String, ?> settings) {
        second = Optional.of(new KafkaProducer<>(
                Map.of("bootstrap.servers", String.valueOf(settings.get("bootstrap.servers"))),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a bug does not look whether it was successful
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        if (record.topic().endsWith(".events") && events.getAndIncrement() % ONE_IN == 0) {
            second.ifPresent(producer -> producer.send(record));
        }
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
        // nobody asks
    }

    @Override
    public void close() {
        second.ifPresent(KafkaProducer::close);
    }
}
