/** Tests of the catalogue and of the server of metrics and health. */
@NullMarked
package org.earwitness.app.metrics;

import org.jspecify.annotations.NullMarked;
