@NullMarked
package org.earwitness.streaming.localize;

import org.jspecify.annotations.NullMarked;
