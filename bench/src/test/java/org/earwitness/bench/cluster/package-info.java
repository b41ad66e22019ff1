@NullMarked
package org.earwitness.bench.cluster;

import org.jspecify.annotations.NullMarked;
