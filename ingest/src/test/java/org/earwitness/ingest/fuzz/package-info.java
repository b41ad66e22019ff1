/** Broken media by the thousand: made from sound media and a seed, read in a JVM that may crash without taking the test along. */
@NullMarked
package org.earwitness.ingest.fuzz;

import org.jspecify.annotations.NullMarked;
