/** Tests of the guarantees, and the run they are tried on. */
@NullMarked
package org.earwitness.app.guarantee;

import org.jspecify.annotations.NullMarked;
