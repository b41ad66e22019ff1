/** Tests of the trial itself: its plan, its measure of recovery, its journal and its verdict. */
@NullMarked
package org.earwitness.app.chaos;

import org.jspecify.annotations.NullMarked;
