/** Tests of this package, and the simulation of live streams they need. */
@NullMarked
package org.earwitness.ingest.time;

import org.jspecify.annotations.NullMarked;
