/**
 * Which streams there should be: the list of {@code streams.yaml} or of {@code av.sources}, what to start, restart and stop when
 * it changes, which of them are a worker's of a group, and where their secrets come from. Decides and reads nothing from Kafka;
 * the application follows the list and carries out the orders through a {@link org.earwitness.ingest.roster.StreamRunner}.
 */
@NullMarked
package org.earwitness.ingest.roster;

import org.jspecify.annotations.NullMarked;
