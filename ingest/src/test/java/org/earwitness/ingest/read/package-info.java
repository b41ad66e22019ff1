@NullMarked
package org.earwitness.ingest.read;

import org.jspecify.annotations.NullMarked;
