/**
 * Typed configuration: one record per room, filled from a YAML file, then environment variables, then flags. The loader knows
 * no setting by name; it reads the records. It refuses unknown names with the nearest known one and shows all problems at once,
 * each with its origin. {@link org.earwitness.app.configuration.ConfigurationOptions} is what commands take in.
 */
@NullMarked
package org.earwitness.app.configuration;

import org.jspecify.annotations.NullMarked;
