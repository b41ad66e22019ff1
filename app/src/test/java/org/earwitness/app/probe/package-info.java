/** Tests of this package. */
@NullMarked
package org.earwitness.app.probe;

import org.jspecify.annotations.NullMarked;
