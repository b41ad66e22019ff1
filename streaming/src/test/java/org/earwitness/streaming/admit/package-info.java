@NullMarked
package org.earwitness.streaming.admit;

import org.jspecify.annotations.NullMarked;
