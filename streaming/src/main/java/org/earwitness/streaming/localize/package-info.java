/**
 * Where segments meet the model: encode, then localize, then the event. The engine's deadlines, its circuit and the time a thread
 * may spend in it between two commits are kept here too.
 */
@NullMarked
package org.earwitness.streaming.localize;

import org.jspecify.annotations.NullMarked;
