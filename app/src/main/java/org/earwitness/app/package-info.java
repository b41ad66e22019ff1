/**
 * The command line: {@link org.earwitness.app.Main} lists the commands, each of which lives in the package of what it works on,
 * and turns failures into a sentence and an exit code. Nothing imports this package.
 */
@NullMarked
package org.earwitness.app;

import org.jspecify.annotations.NullMarked;
