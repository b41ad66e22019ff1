package org.earwitness.ingest.clip;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps pieces as files: {@code FOLDER/STORE/STREAM/RECORDING/NUMBER.mkv}, each with its index beside it in {@code NUMBER.txt}. The
 * disk is touched by one thread of its own, behind a bounded queue, so a disk that hangs costs pieces and holds up nobody.
 */
final class FolderClipStore implements ClipStore {
    static final String MEDIA = ".mkv";
    static final String INDEX = ".txt";

    private static final int LONGEST_NAME = 160;

    private final Path root;
    private final String name;
    private final Optional<DiskWriter> writer;

    private FolderClipStore(Path root, String name, Optional<DiskWriter> writer) {
        this.root = root;
        this.name = name;
        this.writer = writer;
    }

    /** A store that is written and cleared up. */
    static FolderClipStore open(Path folder, ClipConfig config, ClipMeters meters, java.time.Clock clock) {
        Path root = folder.resolve(config.store());
        Retention retention = new Retention(root, config.keepMillis(), config.keepBytes(), meters, clock);
        return new FolderClipStore(root, config.store(), Optional.of(new DiskWriter(retention, meters, clock)));
    }

    /** A store that another process writes, to read from. */
    static FolderClipStore toRead(Path folder, String store) {
        return new FolderClipStore(folder.resolve(store), store, Optional.empty());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PieceWriter begin(PieceName piece) {
        DiskWriter disk = writer.orElseThrow(() -> new IllegalStateException("clip store " + name + " is only read"));
        return disk.begin(folderOf(piece.stream()).resolve(piece.recording()), "%06d".formatted(piece.number()));
    }

    /** Waits until the disk has taken all that was given before; for tests and for the end. */
    boolean settle(long millis) {
        return writer.map(disk -> disk.settle(millis)).orElse(true);
    }

    @Override
    public List<KeptPiece> pieces(String stream) throws ClipFailed {
        Path folder = folderOf(stream);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            List<KeptPiece> pieces = new ArrayList<>();
            for (Path media : files.filter(file -> file.toString().endsWith(MEDIA))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                read(stream, media).ifPresent(pieces::add);
            }
            return pieces;
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ClipFailed("the clips of stream " + stream + " in " + folder + " cannot be read: " + e, e);
        }
    }

    /** A piece that is removed while it is looked at is one that is not kept. */
    private static Optional<KeptPiece> read(String stream, Path media) {
        String file = media.getFileName().toString();
        String number = file.substring(0, file.length() - MEDIA.length());
        Path index = media.resolveSibling(number + INDEX);
        try {
            List<PieceNote> notes = PieceNote.parse(Files.readString(index, StandardCharsets.UTF_8));
            String recording = media.getName(media.getNameCount() - 2).toString();
            PieceName piece = new PieceName(stream, recording, Integer.parseInt(number));
            return Optional.of(new KeptPiece(piece, media.toString(), notes));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Path folderOf(String stream) {
        return root.resolve(fileName(stream));
    }

    /** A file name for any name of a stream, different for each, that leads nowhere else. */
    static String fileName(String stream) {
        String escaped = URLEncoder.encode(stream, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        if (escaped.startsWith(".")) {
            escaped = "%2E" + escaped.substring(1);
        }
        if (escaped.length() <= LONGEST_NAME) {
            return escaped;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(stream.getBytes(StandardCharsets.UTF_8));
            return escaped.substring(0, LONGEST_NAME) + "~" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which all have", e);
        }
    }

    @Override
    public void close() {
        writer.ifPresent(DiskWriter::close);
    }
}
