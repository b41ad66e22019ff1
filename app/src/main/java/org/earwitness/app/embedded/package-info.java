/**
 * A Kafka broker and a schema registry that need nothing installed: the broker runs inside this JVM, the registry as a process
 * beside it, both on loopback only. {@code run} and {@code demo} use them where no real cluster is named; tests use them too.
 * {@link org.earwitness.app.embedded.EmbeddedCluster} is the entrance; nothing outside this package knows Kafka's internal
 * classes or the registry's command line.
 */
@NullMarked
package org.earwitness.app.embedded;

import org.jspecify.annotations.NullMarked;
