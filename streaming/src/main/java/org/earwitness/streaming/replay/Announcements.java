package org.earwitness.streaming.replay;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.earwitness.inference.SegmentInput;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.PerThread;
import org.earwitness.streaming.localize.ShownMedia;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces the segments of an excerpt to whoever encodes ahead, as soon as they are polled. Any thread. */
public final class Announcements implements PolledSegments.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final Excerpt excerpt;
    private final EncodingAhead ahead;
    private final Deserializer<Segment> segments;

    /**
     * @param excerpt which records are announced
     * @param ahead who encodes them
     * @param topics where they lie
     * @param serdes how they are read
     */
    public Announcements(Excerpt excerpt, EncodingAhead ahead, Topics topics, AvroSerdes serdes) {
        this.excerpt = excerpt;
        this.ahead = ahead;
        this.segments =
                PerThread.deserializer(() -> serdes.of(topics.segments()).deserializer());
    }

    @Override
    public void polled(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null
                || record.value() == null
                || !excerpt.processes(new String(record.key(), StandardCharsets.UTF_8), record.offset())) {
            return;
        }
        try {
            Segment segment = segments.deserialize(record.topic(), record.value());
            if (segment.getKind() == SegmentKind.MEDIA) {
                SegmentInput input = ShownMedia.of(segment);
                if (input.hasPicture() || input.hasSound()) {
                    ahead.announce(input);
                }
            }
        } catch (SerializationException | IllegalArgumentException broken) {
            // The topology refuses it with its reason when its turn comes.
            LOG.debug(
                    "the record of {}-{} at {} is not encoded ahead",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    broken);
        }
    }
}
