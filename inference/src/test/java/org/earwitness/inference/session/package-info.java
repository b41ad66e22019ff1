/** Tests of sessions on the CPU, of deadlines, and of what providers refuse. */
@NullMarked
package org.earwitness.inference.session;

import org.jspecify.annotations.NullMarked;
