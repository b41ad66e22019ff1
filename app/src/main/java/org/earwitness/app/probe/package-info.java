/**
 * {@code ./earwitness probe}: opens a source as ingest would, and prints what the probe of the ingest room found, as text or as
 * JSON. Measures nothing itself.
 */
@NullMarked
package org.earwitness.app.probe;

import org.jspecify.annotations.NullMarked;
