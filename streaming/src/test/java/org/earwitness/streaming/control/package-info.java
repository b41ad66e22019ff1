/** Tests of choosing and deciding which packs a stream gets. */
@NullMarked
package org.earwitness.streaming.control;

import org.jspecify.annotations.NullMarked;
