/** Tests of the probe: sentences from given facts, facts from given packets, and both from real sources. */
@NullMarked
package org.earwitness.ingest.probe;

import org.jspecify.annotations.NullMarked;
