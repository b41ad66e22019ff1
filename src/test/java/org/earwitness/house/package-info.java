/** Holds the house in order: the table of rooms, the habits of the sources, the documents that are generated. */
@NullMarked
package org.earwitness.house;

import org.jspecify.annotations.NullMarked;
