/** Tests of how features are stored, against a plain twin. */
@NullMarked
package org.earwitness.inference.features;

import org.jspecify.annotations.NullMarked;
