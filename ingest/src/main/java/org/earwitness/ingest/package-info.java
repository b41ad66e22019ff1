/**
 * Media in, one self-contained segment a second out. {@link org.earwitness.ingest.Ingest} is the entrance: it reads each
 * {@link org.earwitness.ingest.StreamSource} on a thread of its own, from a media source ({@code source}) through the segmenter
 * ({@code segment}) to Kafka ({@code publish}). Knows nothing of models; called by the application.
 */
@NullMarked
package org.earwitness.ingest;

import org.jspecify.annotations.NullMarked;
