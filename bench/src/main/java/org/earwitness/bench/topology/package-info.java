/**
 * The topology by itself: with a model that answers at once, against the barest loop that reads the same records and writes as
 * many in Kafka transactions.
 */
@NullMarked
package org.earwitness.bench.topology;

import org.jspecify.annotations.NullMarked;
