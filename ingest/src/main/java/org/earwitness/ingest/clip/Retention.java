package org.earwitness.ingest.clip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pieces of a folder are kept: none that ended too long ago, and no more bytes than allowed, the oldest going first. The
 * piece that is being written is never removed. The disk's thread alone.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Path root;
    private final long keepMillis;
    private final long keepBytes;
    private final ClipMeters meters;
    private final Clock clock;
    /** By file, in order of their ends; open ones come last. */
    private final Map<Path, Piece> pieces = new LinkedHashMap<>();

    private long total;

    /** A piece in the folder. */
    private record Piece(Path media, Path index, long bytes, long endMillis) {
        static final long OPEN = Long.MAX_VALUE;

        boolean isOpen() {
            return endMillis == OPEN;
        }
    }

    Retention(Path root, long keepMillis, long keepBytes, ClipMeters meters, Clock clock) {
        this.root = root;
        this.keepMillis = keepMillis;
        this.keepBytes = keepBytes;
        this.meters = meters;
        this.clock = clock;
    }

    Path root() {
        return root;
    }

    /** Takes in what an earlier process left; what it was writing when it was killed is a piece like any other. */
    void scan() {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Piece> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root, 3)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(FolderClipStore.MEDIA)) {
                    Path index = sibling(file, FolderClipStore.INDEX);
                    long bytes = Files.size(file) + (Files.exists(index) ? Files.size(index) : 0);
                    long end = Files.getLastModifiedTime(file).toMillis();
                    found.add(new Piece(file, index, bytes, end));
                } else if (name.endsWith(FolderClipStore.INDEX)
                        && !Files.exists(sibling(file, FolderClipStore.MEDIA))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("clips in {} cannot all be read; those that cannot stay as they are: {}", root, e.toString());
        }
        found.stream().sorted(Comparator.comparingLong(Piece::endMillis)).forEach(piece -> {
            pieces.put(piece.media(), piece);
            total += piece.bytes();
        });
        enforce();
    }

    private static Path sibling(Path file, String ending) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - ending.length()) + ending);
    }

    /** A piece is being written. */
    void began(Path media, Path index) {
        pieces.put(media, new Piece(media, index, 0, Piece.OPEN));
    }

    /** It has this many bytes now. */
    void grew(Path media, long bytes) {
        Piece piece = pieces.get(media);
        if (piece != null) {
            total += bytes - piece.bytes();
            pieces.put(media, new Piece(media, piece.index(), bytes, piece.endMillis()));
        }
    }

    /** It is finished. */
    void ended(Path media) {
        Piece piece = pieces.remove(media);
        if (piece != null) {
            pieces.put(media, new Piece(media, piece.index(), piece.bytes(), clock.millis()));
        }
    }

    /** Removes what is too old or too much; looks at no more than that, however many there are. */
    void enforce() {
        long oldest = clock.millis() - keepMillis;
        for (Iterator<Piece> eldest = pieces.values().iterator(); eldest.hasNext(); ) {
            Piece piece = eldest.next();
            if (piece.isOpen()) {
                continue;
            }
            boolean tooOld = piece.endMillis() < oldest;
            if (!tooOld && total <= keepBytes) {
                break;
            }
            eldest.remove();
            total -= piece.bytes();
            remove(piece, tooOld ? ClipMeters.Removal.AGE : ClipMeters.Removal.BYTES);
        }
        meters.kept(total);
    }

    private void remove(Piece piece, ClipMeters.Removal reason) {
        try {
            Files.deleteIfExists(piece.media());
            Files.deleteIfExists(piece.index());
            meters.removed(reason);
            Path recording = piece.media().resolveSibling("").normalize();
            removeEmpty(recording);
            removeEmpty(recording.resolve("..").normalize());
        } catch (IOException e) {
            LOG.warn("clip {} is too old but cannot be removed: {}", piece.media(), e.toString());
        }
    }

    private static void removeEmpty(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                return;
            }
        } catch (IOException e) {
            return;
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.debug("folder {} stays", folder, e);
        }
    }
}
