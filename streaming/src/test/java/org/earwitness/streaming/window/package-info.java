@NullMarked
package org.earwitness.streaming.window;

import org.jspecify.annotations.NullMarked;
