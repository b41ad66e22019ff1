@NullMarked
package org.earwitness.ingest.supervise;

import org.jspecify.annotations.NullMarked;
