@NullMarked
package org.earwitness.streaming.state;

import org.jspecify.annotations.NullMarked;
