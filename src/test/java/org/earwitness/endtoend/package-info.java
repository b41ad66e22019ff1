/** The assembled product against a real broker and a real registry: whole processes, started, killed and read from outside. */
@NullMarked
package org.earwitness.endtoend;

import org.jspecify.annotations.NullMarked;
