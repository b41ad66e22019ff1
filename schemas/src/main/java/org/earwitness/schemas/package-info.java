/**
 * What travels between the rooms: the Avro records, the catalogue of topics, the wire format and the seam to the schema
 * registry. Every other room may read this one; it reads none of them. {@link org.earwitness.schemas.Topics} and
 * {@link org.earwitness.schemas.SchemaRegistry} are its entrances.
 */
@NullMarked
package org.earwitness.schemas;

import org.jspecify.annotations.NullMarked;
