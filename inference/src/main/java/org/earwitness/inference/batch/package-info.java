/**
 * Gathering calls of many threads into batches for accelerators: when to fire, who waits, how long. Knows nothing of what is
 * in a batch; on the CPU it is not used.
 */
@NullMarked
package org.earwitness.inference.batch;

import org.jspecify.annotations.NullMarked;
