/**
 * The commands {@code ingest} and {@code localize}: the two halves of the product as processes of their own against a real
 * cluster, with metrics and health, and what they share with {@code run} and {@code demo}: how a process is asked to end and
 * what it must find in the cluster before it starts.
 */
@NullMarked
package org.earwitness.app.worker;

import org.jspecify.annotations.NullMarked;
