/** Tests of the comparison of two passes, and of how it is shown. */
@NullMarked
package org.earwitness.app.comparison;

import org.jspecify.annotations.NullMarked;
