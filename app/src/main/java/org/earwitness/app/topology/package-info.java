/** The command {@code topology}: the processing of the localizer, drawn by Kafka Streams itself. */
@NullMarked
package org.earwitness.app.topology;

import org.jspecify.annotations.NullMarked;
