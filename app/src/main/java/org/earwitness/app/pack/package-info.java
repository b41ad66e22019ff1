/**
 * The command {@code pack}: what a model pack says about itself, and whether it holds. Knows how to print; what a pack is, the
 * inference room says.
 */
@NullMarked
package org.earwitness.app.pack;

import org.jspecify.annotations.NullMarked;
