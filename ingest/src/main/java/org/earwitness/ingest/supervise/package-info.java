/**
 * What a stream is doing and what is to be done about it: states, back-off, breaker and the rules between them. Pure: told what
 * happened and what time it is, it answers with orders; threads, sockets and FFmpeg are elsewhere, and no lock is shared with
 * whoever reads.
 */
@NullMarked
package org.earwitness.ingest.supervise;

import org.jspecify.annotations.NullMarked;
