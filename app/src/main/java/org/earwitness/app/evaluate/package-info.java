/**
 * The command {@code evaluate}: labelled clips in, figures of how right a pack is out. The clips are run as {@code run} runs
 * them; what is here reads labels, compares second by second and prints. Nothing here decides what an event is.
 */
@NullMarked
package org.earwitness.app.evaluate;

import org.jspecify.annotations.NullMarked;
