/**
 * Model packs as files: reading {@code pack.yaml}, digests, and what the graphs must look like. Nothing here runs a model;
 * the entrance of the room and its session classes call it when a pack is opened or verified.
 */
@NullMarked
package org.earwitness.inference.pack;

import org.jspecify.annotations.NullMarked;
