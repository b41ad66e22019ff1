/** Tests of the configuration: every origin, every refusal, the reference page. */
@NullMarked
package org.earwitness.app.configuration;

import org.jspecify.annotations.NullMarked;
