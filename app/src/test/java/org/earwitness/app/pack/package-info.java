/** Tests of the pack commands. */
@NullMarked
package org.earwitness.app.pack;

import org.jspecify.annotations.NullMarked;
