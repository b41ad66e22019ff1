/** Tests of this package, and the fakes and files they need. */
@NullMarked
package org.earwitness.ingest.clip;

import org.jspecify.annotations.NullMarked;
