/** Tests of the room as a whole: packs, events, batches, deadlines, meters. */
@NullMarked
package org.earwitness.inference;

import org.jspecify.annotations.NullMarked;
