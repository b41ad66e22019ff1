/** Tests of what a replay adds to the topology. */
@NullMarked
package org.earwitness.streaming.replay;

import org.jspecify.annotations.NullMarked;
