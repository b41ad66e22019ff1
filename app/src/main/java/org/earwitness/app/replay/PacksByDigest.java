package org.earwitness.app.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.app.command.CommandFailed;

/**
 * Finds the folder of a pack by the digest that its events name.
 *
 * @param folder its folders are packs
 */
record PacksByDigest(Path folder) {
    private static final String MANIFEST = "pack.yaml";

    /**
     * The folder of the pack.
     *
     * @throws CommandFailed when no pack has this digest, naming those that are there
     */
    Path find(String digest) {
        List<Path> packs = packs();
        return packs.stream()
                .filter(pack -> digestOf(pack).filter(digest::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> CommandFailed.unusableInput("the events were made by pack " + digest
                        + ", and no pack under " + folder.toAbsolutePath() + " has this digest; there are "
                        + (packs.isEmpty()
                                ? "none"
                                : String.join(
                                        ", ",
                                        packs.stream()
                                                .map(pack -> pack.getFileName() + " ("
                                                        + digestOf(pack).orElse("unreadable") + ")")
                                                .toList()))
                        + ". Put the pack there, name its folder with --packs, or compare another one with --pack."));
    }

    private List<Path> packs() {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(each -> Files.isRegularFile(each.resolve(MANIFEST)))
                    .sorted()
                    .toList();
        } catch (IOException refused) {
            throw CommandFailed.unusableInput("packs are looked for in " + folder.toAbsolutePath()
                    + ", which cannot be read (" + refused.getMessage() + "). Name a folder of packs with --packs.");
        }
    }

    private static Optional<String> digestOf(Path pack) {
        try {
            byte[] manifest = Files.readAllBytes(pack.resolve(MANIFEST));
            return Optional.of(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(manifest)));
        } catch (IOException unreadable) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
