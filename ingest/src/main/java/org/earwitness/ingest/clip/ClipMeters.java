package org.earwitness.ingest.clip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted while original media is kept. Any thread. */
final class ClipMeters {
    /** Why a piece of media is not kept. */
    enum Gap {
        /** The disk refused it. */
        DISK,
        /** The disk did not keep up. */
        SLOW,
        /** No container takes it as it is. */
        MEDIA
    }

    /** Why a piece was removed. */
    enum Removal {
        AGE,
        BYTES
    }

    private final Counter bytes;
    private final Counter pieces;
    private final AtomicLong kept;
    private final Map<Gap, Counter> gaps = new EnumMap<>(Gap.class);
    private final Map<Removal, Counter> removals = new EnumMap<>(Removal.class);

    ClipMeters(MeterRegistry registry) {
        bytes = registry.counter("earwitness.ingest.clip.bytes");
        pieces = registry.counter("earwitness.ingest.clip.pieces");
        kept = registry.gauge("earwitness.ingest.clip.kept.bytes", new AtomicLong());
        for (Gap gap : Gap.values()) {
            gaps.put(gap, registry.counter("earwitness.ingest.clip.gaps", "reason", name(gap)));
        }
        for (Removal removal : Removal.values()) {
            removals.put(removal, registry.counter("earwitness.ingest.clip.removed", "reason", name(removal)));
        }
    }

    void written(int count) {
        bytes.increment(count);
    }

    void finished() {
        pieces.increment();
    }

    void kept(long count) {
        kept.set(count);
    }

    void gap(Gap reason) {
        counter(gaps, reason).increment();
    }

    void removed(Removal reason) {
        counter(removals, reason).increment();
    }

    private static <K> Counter counter(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return counter;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
