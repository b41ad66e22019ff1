/**
 * The command {@code bench gpu}: what an accelerator gives, each figure beside a bare loop of the runtime on the same card, and
 * the card's own limits.
 */
@NullMarked
package org.earwitness.app.accelerator;

import org.jspecify.annotations.NullMarked;
