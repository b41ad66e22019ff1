/**
 * The window: the features of the last segments of a stream, overwritten in place, and which targets are due when. Holds what an
 * event needs of a segment that waits for its look-ahead, and never media.
 */
@NullMarked
package org.earwitness.streaming.window;

import org.jspecify.annotations.NullMarked;
