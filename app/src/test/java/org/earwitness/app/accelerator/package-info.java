@NullMarked
package org.earwitness.app.accelerator;

import org.jspecify.annotations.NullMarked;
