/**
 * The measurements of the assembled product: whole runs, streams at their own pace, streams that wait on the broker, the ingest
 * half, and how soon the first event is on the page.
 */
@NullMarked
package org.earwitness.bench.pipeline;

import org.jspecify.annotations.NullMarked;
