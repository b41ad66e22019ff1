/** Tests of the embedded broker and registry: the real things, small and local. */
@NullMarked
package org.earwitness.app.embedded;

import org.jspecify.annotations.NullMarked;
