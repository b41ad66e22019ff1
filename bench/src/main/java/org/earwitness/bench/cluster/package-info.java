/**
 * The cluster of the measurements that need one of its own: the product's embedded broker and registry in a process apart, so
 * that their cost can be told from that of ingest and localizer.
 */
@NullMarked
package org.earwitness.bench.cluster;

import org.jspecify.annotations.NullMarked;
