/** Tests of what commands share: signals, the order of closing, and how sources are read. */
@NullMarked
package org.earwitness.app.worker;

import org.jspecify.annotations.NullMarked;
