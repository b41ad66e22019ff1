package org.earwitness.ingest.clip;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.earwitness.ingest.source.FfmpegSource;

/** The original media of all streams of this process. Any thread, except for what it gives. */
public final class Clips implements AutoCloseable {
    private static final DateTimeFormatter RECORDING =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Optional<Keeping> keeping;

    /** What it takes to keep anything. */
    private record Keeping(ClipStore store, long pieceMillis, ClipMeters meters, Clock clock, AtomicLong lastMillis) {
        ClipRecorder recorder(String stream) {
            // Two recordings of a stream need two names, however soon one follows the other.
            long millis = lastMillis.updateAndGet(last -> Math.max(last + 1, clock.millis()));
            String name = RECORDING.format(Instant.ofEpochMilli(millis));
            return new PieceRecorder(store, stream, name, pieceMillis, meters);
        }
    }

    private Clips(Optional<Keeping> keeping) {
        this.keeping = keeping;
    }

    /** Keeps nothing. */
    public static Clips off() {
        return new Clips(Optional.empty());
    }

    /**
     * Opens the configured store; keeps nothing where none is configured. A folder that cannot be written is no reason to stop:
     * it is logged and counted, and tried again with every piece.
     *
     * @param config where and for how long
     * @param meters where the meters are kept
     * @param clock the wall clock, for the age of pieces
     */
    public static Clips open(ClipConfig config, MeterRegistry meters, Clock clock) {
        if (config.folder().isEmpty()) {
            return off();
        }
        FfmpegSource.load();
        ClipMeters counted = new ClipMeters(meters);
        Path folder = Path.of(config.folder().orElseThrow());
        ClipStore store = FolderClipStore.open(folder, config, counted, clock);
        return new Clips(
                Optional.of(new Keeping(store, config.pieceMillis(), counted, clock, new AtomicLong(Long.MIN_VALUE))));
    }

    /**
     * Keeps a source that is about to be opened.
     *
     * @param stream name of its stream
     */
    public ClipRecorder recorder(String stream) {
        return keeping.map(kept -> kept.recorder(stream)).orElse(ClipRecorder.NONE);
    }

    /** Gives the store what it was not yet given, for a few seconds at most; after all recorders. */
    @Override
    public void close() {
        keeping.ifPresent(kept -> kept.store().close());
    }
}
