/**
 * Models as data: which packs a stream wants, by what {@code av.models} says, and when it changes from one to another. Choosing
 * and deciding are pure; what was decided is kept in {@code stream-progress}.
 */
@NullMarked
package org.earwitness.streaming.control;

import org.jspecify.annotations.NullMarked;
