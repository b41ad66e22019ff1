/** Tests of reference tensors. */
@NullMarked
package org.earwitness.inference.reference;

import org.jspecify.annotations.NullMarked;
