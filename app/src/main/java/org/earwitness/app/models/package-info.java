/**
 * The commands {@code models}: which packs are active, in shadow or tried, as records of {@code av.models}, and which pack each
 * stream really runs, as its newest event says.
 */
@NullMarked
package org.earwitness.app.models;

import org.jspecify.annotations.NullMarked;
