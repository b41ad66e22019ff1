/** Tests of the command {@code run}: renderings against golden files, end detection, and names of files. */
@NullMarked
package org.earwitness.app.run;

import org.jspecify.annotations.NullMarked;
