/**
 * What a cluster lacks of our topics, subjects and rules, and how it gets them. The plan is the only place that makes topics
 * and registers schemas: {@code topics plan|apply} shows and carries it out, the embedded cluster carries it out at its start.
 */
@NullMarked
package org.earwitness.app.topics;

import org.jspecify.annotations.NullMarked;
