/** Whether figures are written down as they were measured. */
@NullMarked
package org.earwitness.bench.report;

import org.jspecify.annotations.NullMarked;
