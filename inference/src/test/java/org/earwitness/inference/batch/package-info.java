/** Tests of gathering, with fake batch functions and a clock that is moved. */
@NullMarked
package org.earwitness.inference.batch;

import org.jspecify.annotations.NullMarked;
