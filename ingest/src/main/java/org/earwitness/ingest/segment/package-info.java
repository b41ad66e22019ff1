/**
 * From frames and samples with PTS to seconds: aligns both tracks on one time line, cuts at second boundaries, marks what is
 * missing. Pure: no thread, clock, socket or native memory; the reading loop of the room calls it with what a media source
 * delivered and hands its seconds to the publisher.
 */
@NullMarked
package org.earwitness.ingest.segment;

import org.jspecify.annotations.NullMarked;
