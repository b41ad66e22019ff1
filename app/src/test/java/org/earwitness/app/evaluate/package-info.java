/** Tests of the command evaluate. */
@NullMarked
package org.earwitness.app.evaluate;

import org.jspecify.annotations.NullMarked;
