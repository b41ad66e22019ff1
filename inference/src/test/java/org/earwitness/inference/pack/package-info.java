/** Tests of what a manifest may say. */
@NullMarked
package org.earwitness.inference.pack;

import org.jspecify.annotations.NullMarked;
