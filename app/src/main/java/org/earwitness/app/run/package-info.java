/**
 * The command {@code run}: media files in; tables, JSON lines, subtitles and pictures of what is both heard and seen out. The
 * renderings are plain functions of a {@link org.earwitness.app.run.StreamReport}; {@code Run} wires ingest, the localizer and
 * a reader of their topics around them. Nothing here decides what an event is.
 */
@NullMarked
package org.earwitness.app.run;

import org.jspecify.annotations.NullMarked;
