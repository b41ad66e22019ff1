/** The streams that are measured: made by FFmpeg when they are first wanted, kept in the build folder, never shipped. */
@NullMarked
package org.earwitness.bench.media;

import org.jspecify.annotations.NullMarked;
