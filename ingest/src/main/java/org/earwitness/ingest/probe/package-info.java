/**
 * Looks at a source for a few seconds, opened exactly as ingest opens it, and says what it is and what would go wrong:
 * {@link org.earwitness.ingest.probe.Probe} measures, {@link org.earwitness.ingest.probe.Findings} are the facts, and
 * {@link org.earwitness.ingest.probe.Assessment} turns facts into sentences without looking at anything else. Writes no segment
 * and knows no Kafka.
 */
@NullMarked
package org.earwitness.ingest.probe;

import org.jspecify.annotations.NullMarked;
