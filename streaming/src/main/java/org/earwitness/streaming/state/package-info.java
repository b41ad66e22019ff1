/**
 * How values lie in the state stores: one version byte, then fixed fields. No schema registry takes part, because nobody but this
 * room reads a store or its changelog.
 */
@NullMarked
package org.earwitness.streaming.state;

import org.jspecify.annotations.NullMarked;
