package org.earwitness.inference.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The arrays of an {@code .npz} file, by name. An array is parsed when it is asked for. */
public final class NpzFile {
    private static final String ENDING = ".npy";
    /** What all arrays together may take in memory. */
    private static final long MOST_BYTES = 1L << 30;

    private final Path file;
    private final Map<String, byte[]> arrays;

    private NpzFile(Path file, Map<String, byte[]> arrays) {
        this.file = file;
        this.arrays = arrays;
    }

    /**
     * Reads a file whole.
     *
     * @throws UnusableReference when it is not there, no zip, or larger than a reference may be
     */
    public static NpzFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UnusableReference(file + " is not a file. Name an .npz file, as numpy.savez writes it.");
        }
        Map<String, byte[]> arrays = new TreeMap<>();
        long left = MOST_BYTES;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(ENDING)) {
                    byte[] content = content(file, zip, entry, left);
                    left -= content.length;
                    arrays.put(entry.getName().substring(0, entry.getName().length() - ENDING.length()), content);
                }
            }
        } catch (IOException e) {
            throw new UnusableReference(
                    file + " cannot be read: " + e.getMessage() + ". Write it again with numpy.savez.", e);
        }
        return new NpzFile(file, arrays);
    }

    private static byte[] content(Path file, ZipFile zip, ZipEntry entry, long left) throws IOException {
        try (var stream = zip.getInputStream(entry)) {
            byte[] content = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 16L, left + 1));
            if (content.length > left) {
                throw new UnusableReference(
                        file + " holds more than " + MOST_BYTES + " bytes. Write fewer examples into one file.");
            }
            return content;
        }
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** Names of all arrays, in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * The array of a name, if there is one.
     *
     * @throws UnusableReference when it is not of a kind that a pack can exchange
     */
    public Optional<NpyArray> array(String name) {
        return Optional.ofNullable(arrays.get(name)).map(bytes -> NpyArray.parse(file + ": " + name, bytes));
    }
}
