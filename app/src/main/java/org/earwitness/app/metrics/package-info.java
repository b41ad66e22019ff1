/**
 * What operators see: the catalogue of all meters as data, the registry they are in, and the server of metrics and health.
 * {@link org.earwitness.app.metrics.Telemetry} is the entrance of commands, {@link org.earwitness.app.metrics.Catalogue} that of
 * tests and documentation.
 */
@NullMarked
package org.earwitness.app.metrics;

import org.jspecify.annotations.NullMarked;
