package org.earwitness.streaming.cloudevent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;

/** Headers of the CloudEvents Kafka binding, binary mode. The identity of a record is its place in the stream, so replay repeats it. */
public final class CloudEventHeaders {
    private static final String SPECIFICATION = "1.0";
    private static final String SEGMENT_EVENT = "org.earwitness.segment-event.v1";
    private static final String EVENT_INTERVAL = "org.earwitness.event-interval.v1";
    private static final String CONTENT_TYPE = "application/avro";

    private CloudEventHeaders() {}

    /** Headers of an event: its id is stream/epoch/index. */
    public static Headers of(SegmentEvent event) {
        String id = event.getStream() + "/" + event.getEpoch() + "/" + event.getIndex();
        return headers(id, SEGMENT_EVENT, event.getStream());
    }

    /** Headers of an interval: its id is the interval's id/revision. */
    public static Headers of(EventInterval interval) {
        return headers(interval.getId() + "/" + interval.getRevision(), EVENT_INTERVAL, interval.getStream());
    }

    private static Headers headers(String id, String type, String stream) {
        Headers headers = new RecordHeaders();
        put(headers, "ce_specversion", SPECIFICATION);
        put(headers, "ce_id", id);
        put(headers, "ce_type", type);
        put(headers, "ce_source", source(stream));
        put(headers, "content-type", CONTENT_TYPE);
        return headers;
    }

    /** A URI reference: a stream's name may hold anything that is printable. */
    private static String source(String stream) {
        return "/earwitness/streams/"
                + URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
