/** Tests of the command line as a whole: help, exit codes, the start script, and the commands on a real cluster. */
@NullMarked
package org.earwitness.app;

import org.jspecify.annotations.NullMarked;
