/**
 * What a replay changed: the events and intervals of two passes over the same segments, put side by side. All of it is pure; {@code
 * replay} reads both passes and prints what comes of them.
 */
@NullMarked
package org.earwitness.app.comparison;

import org.jspecify.annotations.NullMarked;
