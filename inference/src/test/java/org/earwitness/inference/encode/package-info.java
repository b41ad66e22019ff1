/** Tests of pictures and sound on their way into a graph, against Java's own decoder. */
@NullMarked
package org.earwitness.inference.encode;

import org.jspecify.annotations.NullMarked;
