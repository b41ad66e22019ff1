/** How figures are written down: tables in Markdown, each with its target, below the machine they were measured on. */
@NullMarked
package org.earwitness.bench.report;

import org.jspecify.annotations.NullMarked;
