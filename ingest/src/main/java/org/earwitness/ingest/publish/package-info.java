/**
 * From seconds to Kafka: {@link org.earwitness.ingest.publish.SegmentPublisher} sends segments in order per stream through a
 * queue bounded by bytes, and the states of streams. Knows neither FFmpeg nor how media becomes seconds.
 */
@NullMarked
package org.earwitness.ingest.publish;

import org.jspecify.annotations.NullMarked;
