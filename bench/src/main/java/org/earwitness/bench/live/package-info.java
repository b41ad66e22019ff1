/** Live streams that misbehave: how soon it is noticed, whom it harms, and whether memory stays where it is. */
@NullMarked
package org.earwitness.bench.live;

import org.jspecify.annotations.NullMarked;
