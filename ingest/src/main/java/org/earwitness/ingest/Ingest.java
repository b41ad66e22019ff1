package org.earwitness.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.ingest.publish.PublishMeters;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.LoopedSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.SourceLimits;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Topics;

/**
 * Reads streams side by side and writes their segments to {@code av.segments} and their states to {@code av.streams}. Each
 * stream has a thread of its own, so a slow or broken one holds up no other. Any thread.
 */
public final class Ingest implements AutoCloseable {
    private final IngestConfig config;
    private final Producer<String, byte[]> producer;
    private final SegmentPublisher publisher;
    private final IngestMeters meters;
    private final Function<StreamSource, MediaSource> sources;
    private final Map<Reading, SegmentPublisher.StreamWriter> readings = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Makes the producer that all streams share.
     *
     * @param config how streams are read
     * @param producerSettings how the cluster is reached: bootstrap servers, security and whatever else the producer knows; its
     *     serializers, acknowledgements, idempotence and compression are ours
     * @param topics the catalogue
     * @param serdes how records are written; the registry behind it stays the caller's to close, after this
     * @param meters where the room's meters are kept
     * @throws IllegalStateException when FFmpeg's natives for this platform are not built in
     */
    public Ingest(
            IngestConfig config,
            Map<String, Object> producerSettings,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry meters) {
        this(config, producerFor(producerSettings, topics), topics, serdes, meters, opener(config, meters));
    }

    Ingest(
            IngestConfig config,
            Producer<String, byte[]> producer,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry registry,
            Function<StreamSource, MediaSource> sources) {
        this.config = config;
        this.producer = producer;
        this.meters = new IngestMeters(registry);
        this.sources = sources;
        this.publisher =
                new SegmentPublisher(producer, topics, serdes, config.publishLimits(), new PublishMeters(registry));
    }

    private static Function<StreamSource, MediaSource> opener(IngestConfig config, MeterRegistry registry) {
        FfmpegSource.load();
        SourceMeters counted = new SourceMeters(registry);
        SourceLimits limits = config.sourceLimits();
        return source -> {
            MediaAddress address = new MediaAddress(source.address());
            return source.looped()
                    ? new LoopedSource(() -> new FfmpegSource(address, limits, counted))
                    : new FfmpegSource(address, limits, counted);
        };
    }

    private static Producer<String, byte[]> producerFor(Map<String, Object> given, Topics topics) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "earwitness-ingest");
        // A segment has about 60 KB: the usual batch of 16 KB would send each alone.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        // On a topic that was only just made the first batch may be refused while those behind it are taken; its retry
        // is then
        // out of sequence until it expires, and its segments are lost. One request at a time cannot overtake itself.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.putAll(given);
        // Order per stream and no loss; media is compressed already.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topics.segments().maxMessageBytes());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Begins to read a stream and returns at once; the source is opened on the stream's own thread.
     *
     * @throws IllegalStateException when this is closed
     */
    public Reading start(StreamSource source) {
        if (closed) {
            throw new IllegalStateException("stream " + source.stream() + " cannot be started: ingest is closed");
        }
        MediaSource media = sources.apply(source);
        Reading reading = new Reading(source.stream(), media);
        SegmentPublisher.StreamWriter writer = publisher.writer(source.stream());
        StreamReader reader = new StreamReader(source, config, media, reading, publisher, writer, meters);
        readings.put(reading, writer);
        Thread thread = new Thread(
                () -> {
                    reader.run();
                    readings.remove(reading);
                },
                "earwitness-stream-" + source.stream());
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    /** Stops all streams, gives Kafka what they have, and lets go of the producer; never takes longer than configured. */
    @Override
    public void close() {
        closed = true;
        readings.keySet().forEach(Reading::stop);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.closeTimeoutMillis());
        for (Map.Entry<Reading, SegmentPublisher.StreamWriter> entry :
                Map.copyOf(readings).entrySet()) {
            if (!isOver(entry.getKey(), Math.max(0, end - System.nanoTime()))) {
                entry.getValue().abandon();
            }
        }
        publisher.close(TimeUnit.NANOSECONDS.toMillis(Math.max(0, end - System.nanoTime())));
        producer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private static boolean isOver(Reading reading, long nanos) {
        try {
            reading.outcome().get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
