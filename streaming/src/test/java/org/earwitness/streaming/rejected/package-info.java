@NullMarked
package org.earwitness.streaming.rejected;

import org.jspecify.annotations.NullMarked;
