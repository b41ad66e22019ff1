/**
 * Where media comes from: {@link org.earwitness.ingest.source.MediaSource} delivers frames and samples with their place on the
 * stream's time line, {@link org.earwitness.ingest.source.FfmpegSource} takes them from whatever FFmpeg can open. All native
 * memory of a stream is made, used and freed by one object on one thread. Knows neither segments nor Kafka.
 */
@NullMarked
package org.earwitness.ingest.source;

import org.jspecify.annotations.NullMarked;
