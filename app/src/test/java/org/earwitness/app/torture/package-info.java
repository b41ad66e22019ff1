/** Tests of the command evaluate. */
@NullMarked
package org.earwitness.app.torture;

import org.jspecify.annotations.NullMarked;
