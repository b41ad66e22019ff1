/** Tests of what the measurements of the product stand on. */
@NullMarked
package org.earwitness.bench.pipeline;

import org.jspecify.annotations.NullMarked;
