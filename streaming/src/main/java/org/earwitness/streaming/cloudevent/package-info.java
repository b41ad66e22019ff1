/** What makes our records CloudEvents: headers only, so that the value stays plain Avro. Used wherever a record leaves the topology. */
@NullMarked
package org.earwitness.streaming.cloudevent;

import org.jspecify.annotations.NullMarked;
