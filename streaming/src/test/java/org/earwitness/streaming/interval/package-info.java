@NullMarked
package org.earwitness.streaming.interval;

import org.jspecify.annotations.NullMarked;
