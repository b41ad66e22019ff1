/** Tests of the room, and what the tests of other rooms borrow: the in-memory registry and the contract kit. */
@NullMarked
package org.earwitness.schemas;

import org.jspecify.annotations.NullMarked;
