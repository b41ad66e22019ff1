/** Tests of the list of streams and of their secrets. */
@NullMarked
package org.earwitness.ingest.roster;

import org.jspecify.annotations.NullMarked;
