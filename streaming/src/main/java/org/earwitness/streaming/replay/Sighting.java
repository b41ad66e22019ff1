package org.earwitness.streaming.replay;

import org.earwitness.schemas.SegmentKind;

/**
 * Where one record of a stream lies in the log, and what it is; a segment without its media.
 *
 * @param offset its offset in its partition
 * @param appendedMillis when the broker took it, milliseconds since 1970
 * @param kind media or a marker
 * @param place where it stands in its stream
 * @param startMicros its start on the stream's clock
 */
public record Sighting(long offset, long appendedMillis, SegmentKind kind, Place place, long startMicros) {}
