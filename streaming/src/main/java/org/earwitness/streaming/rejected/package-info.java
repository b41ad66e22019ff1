/**
 * Where refused records leave: Kafka Streams' own dead letters (KIP-1034) to {@code av.rejected}, bytes as they came, with our
 * reason and coordinates in the headers. Only what is a record's own fault comes here; whatever is wrong with the registry, the
 * engine or the cluster fails the thread instead.
 */
@NullMarked
package org.earwitness.streaming.rejected;

import org.jspecify.annotations.NullMarked;
