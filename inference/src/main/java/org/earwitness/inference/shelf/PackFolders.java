package org.earwitness.inference.shelf;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A folder with a folder for each pack. A pack is found by the digest of its {@code pack.yaml}, whatever its folder is called, so
 * that two versions may lie side by side. Any thread.
 */
public final class PackFolders implements PackRepository {
    private static final String MANIFEST = "pack.yaml";
    /** More than any manifest has; a file beyond it is not read. */
    private static final long MANIFEST_BYTES = 1 << 20;

    private final Path folder;

    /** @param folder the folder of the packs; it may be filled later */
    public PackFolders(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Path> find(WantedPack pack) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        // In the order of their names: which of two equal ones is taken must not depend on the disk.
        TreeSet<Path> candidates = new TreeSet<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, Files::isDirectory)) {
            inside.forEach(candidates::add);
        }
        for (Path candidate : candidates) {
            if (digest(candidate.resolve(MANIFEST))
                    .filter(pack.digest()::equals)
                    .isPresent()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    @Override
    public String place() {
        return "folder " + folder;
    }

    private static Optional<String> digest(Path manifest) throws IOException {
        if (!Files.isRegularFile(manifest) || Files.size(manifest) > MANIFEST_BYTES) {
            return Optional.empty();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(manifest));
            return Optional.of(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
