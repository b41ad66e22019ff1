/**
 * Where live media is in UTC: readings of clocks in, a mapping that is slewed over drift and begins anew after a step out. Pure:
 * no thread, socket or wall clock inside, so that hours of drift are simulated in a second.
 */
@NullMarked
package org.earwitness.ingest.time;

import org.jspecify.annotations.NullMarked;
