/** Tests of the rights of each role; topics and subjects are tested on a real broker. */
@NullMarked
package org.earwitness.app.topics;

import org.jspecify.annotations.NullMarked;
