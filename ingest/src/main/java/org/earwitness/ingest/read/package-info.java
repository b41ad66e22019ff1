/**
 * The way of one source from its first event to its last: its media gets a place in an epoch, is cut into seconds and handed to
 * the publisher. One thread a source; who reads it again when it ends, and when, is decided elsewhere.
 */
@NullMarked
package org.earwitness.ingest.read;

import org.jspecify.annotations.NullMarked;
