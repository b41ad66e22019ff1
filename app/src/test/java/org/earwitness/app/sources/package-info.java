/** Tests of the list of streams in a cluster. */
@NullMarked
package org.earwitness.app.sources;

import org.jspecify.annotations.NullMarked;
