package org.earwitness.schemas;

import org.apache.kafka.common.errors.SerializationException;

/** The bytes of a record are not what its topic holds: the record is at fault, and no retry helps. */
public final class UndecodableRecord extends SerializationException {
    private static final long serialVersionUID = 1L;

    public UndecodableRecord(String message) {
        super(message);
    }

    public UndecodableRecord(String message, Throwable cause) {
        super(message, cause);
    }
}
