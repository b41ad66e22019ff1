package org.earwitness.app.rejected;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Where the records lay that were refused: whoever reads the log again has to know that nothing came of them. One thread. */
public final class RefusedRecords {
    private final Set<Coordinates> origins = new HashSet<>();

    /** Takes a record of the topic of rejected records, by its headers. */
    public void add(Headers headers) {
        RejectedRecord.originOf(headers).ifPresent(origins::add);
    }

    /** Whether this record was refused. */
    public boolean holds(ConsumerRecord<?, ?> record) {
        return origins.contains(new Coordinates(record.topic(), record.partition(), record.offset()));
    }
}
