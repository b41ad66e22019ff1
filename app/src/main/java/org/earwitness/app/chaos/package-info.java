/**
 * Tries to break what is promised: {@code ./earwitness chaos} runs the product as processes of their own, kills, stops and starves
 * them by a seed, and holds what lies in the topics against the guarantees. Nothing else calls it.
 */
@NullMarked
package org.earwitness.app.chaos;

import org.jspecify.annotations.NullMarked;
