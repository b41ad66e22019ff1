/**
 * The packs that one process holds open at a time: which are wanted, which are ready, and when those that nobody needs any more
 * are closed. Opening and closing happen on a thread of their own; a call never waits for either.
 */
@NullMarked
package org.earwitness.inference.shelf;

import org.jspecify.annotations.NullMarked;
