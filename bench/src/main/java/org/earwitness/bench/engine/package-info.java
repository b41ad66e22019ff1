/** What the inference room adds to the runtime below it: the engine against a bare loop over the same graphs, and packs against each other. */
@NullMarked
package org.earwitness.bench.engine;

import org.jspecify.annotations.NullMarked;
