package org.earwitness.ingest.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One broken input: which media it was, what was done to it, and how it is read. Seed and number make it again, byte for byte,
 * from the same originals.
 *
 * @param number its number in the run
 * @param original name of the media it was made from
 * @param file the one file of it that was broken
 * @param mutations what was done, in order
 * @param delivery how it reaches the reader
 * @param bytes the broken file
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record BrokenMedia(
        long number, String original, String file, List<Mutation> mutations, Delivery delivery, byte[] bytes) {
    private static final List<Mutation> MUTATIONS = List.of(Mutation.values());
    private static final int MOST_MUTATIONS = 3;

    /** How media reaches the reader. */
    public enum Delivery {
        FILE,
        /** Over HTTP, whole. */
        LIVE,
        /** Over HTTP, with a promise of more than comes before the connection closes. */
        LIVE_BROKEN_OFF
    }

    /**
     * Breaks the media whose turn it is.
     *
     * @param originals a folder a piece of media; in each the file that is opened is named as the folder
     */
    public static BrokenMedia of(long seed, long number, List<Path> originals) {
        // Neighbouring seeds give neighbouring first numbers; a few steps later they are strangers.
        Random chance = new Random(seed * 1_000_003L + number);
        chance.nextLong();
        Path original = originals.get(chance.nextInt(originals.size()));
        List<Path> files = filesIn(original);
        // A playlist's own text is broken as often as all its segments.
        Path file = chance.nextBoolean()
                ? original.resolve(original.getFileName())
                : files.get(chance.nextInt(files.size()));
        Delivery delivery =
                chance.nextInt(5) > 0 ? Delivery.FILE : chance.nextBoolean() ? Delivery.LIVE : Delivery.LIVE_BROKEN_OFF;
        byte[] bytes = read(file);
        List<Mutation> mutations = new ArrayList<>();
        int rounds = 1 + chance.nextInt(MOST_MUTATIONS);
        for (int round = 0; round < rounds && bytes.length > 0; round++) {
            Mutation mutation = MUTATIONS.get(chance.nextInt(MUTATIONS.size()));
            bytes = mutation.applyTo(bytes, chance);
            mutations.add(mutation);
        }
        return new BrokenMedia(
                number,
                original.getFileName().toString(),
                file.getFileName().toString(),
                List.copyOf(mutations),
                delivery,
                bytes);
    }

    /**
     * Puts it into an emptied folder, with the sound files it goes with.
     *
     * @return the file to open
     */
    public Path layOut(Path originals, Path folder) {
        try {
            for (Path old : filesIn(folder)) {
                Files.delete(old);
            }
            for (Path sound : filesIn(originals.resolve(original))) {
                Files.copy(sound, folder.resolve(sound.getFileName()));
            }
            Files.write(folder.resolve(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("broken media cannot be written into " + folder, e);
        }
        return folder.resolve(original);
    }

    /** The files of a folder, by name. */
    public static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "case " + number + ": " + file + " of " + original + " by " + mutations + " as " + delivery;
    }
}
