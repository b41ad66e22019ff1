/** Tests of the commands {@code models}. */
@NullMarked
package org.earwitness.app.models;

import org.jspecify.annotations.NullMarked;
