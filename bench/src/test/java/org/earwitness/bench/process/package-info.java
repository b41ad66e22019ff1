/** Whether costs are read as the kernel writes them. */
@NullMarked
package org.earwitness.bench.process;

import org.jspecify.annotations.NullMarked;
