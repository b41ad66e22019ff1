/**
 * What other processes cost: CPU seconds, resident memory and wall time of a command and of everything it starts, read from
 * {@code /proc}. CPU seconds are what the bench compares, because wall time on a shared machine says little.
 */
@NullMarked
package org.earwitness.bench.process;

import org.jspecify.annotations.NullMarked;
