/**
 * The command {@code sources}: writes and reads the list of streams that a group of ingest workers shares. What a record of it
 * means is the ingest room's to say; nothing is read from a source here.
 */
@NullMarked
package org.earwitness.app.sources;

import org.jspecify.annotations.NullMarked;
