@NullMarked
package org.earwitness.streaming;

import org.jspecify.annotations.NullMarked;
