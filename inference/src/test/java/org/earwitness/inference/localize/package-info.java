/** Tests of the decision and of rounding. */
@NullMarked
package org.earwitness.inference.localize;

import org.jspecify.annotations.NullMarked;
