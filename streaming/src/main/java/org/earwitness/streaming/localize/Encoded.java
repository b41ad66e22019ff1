package org.earwitness.streaming.localize;

import java.util.Optional;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.window.StoredSegment;

/**
 * An admitted record on its way to the window.
 *
 * @param admitted what was admitted
 * @param stored what is kept of it; empty for markers
 * @param packs the packs that work on it
 */
public record Encoded(Admitted admitted, Optional<StoredSegment> stored, PacksInUse packs) {}
