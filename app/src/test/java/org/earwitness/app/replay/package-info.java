/** Tests of what {@code replay} decides before and between its passes. */
@NullMarked
package org.earwitness.app.replay;

import org.jspecify.annotations.NullMarked;
