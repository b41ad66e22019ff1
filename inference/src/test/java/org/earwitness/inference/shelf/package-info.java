/** Tests of the shelf of packs: time is moved by hand, and packs open as told. */
@NullMarked
package org.earwitness.inference.shelf;

import org.jspecify.annotations.NullMarked;
