package org.earwitness.inference.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackManifest.GraphFile;

/**
 * A pack as it lies on disk: the manifest, and the bytes of every graph whose digest holds. Each file is read once, so what
 * was verified is what is run.
 */
public final class PackFolder {
    private static final String MANIFEST = "pack.yaml";
    private static final long MANIFEST_BYTES = 1 << 20;
    /** The container format of a graph cannot hold more. */
    private static final long GRAPH_BYTES = Integer.MAX_VALUE - 16L;

    private final Path folder;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, byte[]> graphs = new LinkedHashMap<>();
    private final Map<String, String> digests = new TreeMap<>();
    private Optional<PackManifest> manifest = Optional.empty();
    private String digest = "";

    private PackFolder(Path folder) {
        this.folder = folder;
    }

    /** Reads and checks a folder; what is wrong is in {@link #differences()}, nothing is thrown. */
    public static PackFolder read(Path folder) {
        PackFolder pack = new PackFolder(folder);
        pack.readManifest();
        pack.manifest.ifPresent(pack::readGraphs);
        return pack;
    }

    /** What {@code pack.yaml} says, when it could be read. */
    public Optional<PackManifest> manifest() {
        return manifest;
    }

    /** Bytes of the graphs that are there and whose digest holds, by file name. */
    public Map<String, byte[]> graphs() {
        return Collections.unmodifiableMap(graphs);
    }

    /** SHA-256 of every listed graph file that is there, by file name. */
    public Map<String, String> digests() {
        return Collections.unmodifiableMap(digests);
    }

    /** Everything that is wrong with the files. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** Everything that keeps this pack from being run on media: what is wrong with it, and that it takes features. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>(differences);
        manifest.filter(PackManifest::takesFeatures)
                .ifPresent(read -> obstacles.add("it takes features, not media: its encode.onnx has no backbones."
                        + " Import it again with them: ./train import --architecture " + read.architecture()
                        + " --checkpoint FILE --out DIR --visual-weights FILE --audio-weights FILE"));
        return obstacles;
    }

    /** What the rooms after this one need to know of the pack, when its manifest could be read. */
    public Optional<ModelPack> pack() {
        return manifest.map(read -> new ModelPack(
                read.name(),
                read.version(),
                digest,
                Optional.ofNullable(read.files().get(GraphContract.ENCODE))
                        .map(GraphFile::sha256)
                        .orElse(""),
                read.architecture(),
                read.labels(),
                read.background(),
                read.window(),
                read.lookAhead()));
    }

    private void readManifest() {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isDirectory(folder)) {
            differences.add(folder + " is not a folder. Name the folder that holds " + MANIFEST + ".");
            return;
        }
        try {
            if (!Files.isRegularFile(file)) {
                differences.add(MANIFEST + " is missing in " + folder + ". Name the folder of a pack.");
            } else if (Files.size(file) > MANIFEST_BYTES) {
                differences.add(MANIFEST + " has " + Files.size(file) + " bytes, more than " + MANIFEST_BYTES
                        + ". It is no manifest; export the pack again.");
            } else {
                byte[] bytes = Files.readAllBytes(file);
                ManifestReader reader = new ManifestReader();
                manifest = reader.read(bytes);
                digest = sha256(bytes);
                differences.addAll(reader.problems());
            }
        } catch (IOException e) {
            differences.add(MANIFEST + " cannot be read: " + e + ". Check the disk and its permissions.");
        }
    }

    private void readGraphs(PackManifest read) {
        List<String> needed = new ArrayList<>(List.of(GraphContract.ENCODE, GraphContract.LOCALIZE));
        if (read.synchrony()) {
            needed.add(GraphContract.SYNC);
        }
        for (String name : needed) {
            if (!read.files().containsKey(name)) {
                differences.add("pack.yaml: files does not list " + name + ". Add it with its SHA-256 and bytes.");
            }
        }
        read.files().forEach((name, listed) -> {
            if (!needed.contains(name)) {
                differences.add("pack.yaml: files lists " + name + ", which this pack does not use. A pack has "
                        + needed + ".");
            }
            readGraph(name, listed);
        });
        refuseExtraGraphs(read);
    }

    private void readGraph(String name, GraphFile listed) {
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                differences.add(name + " is missing, pack.yaml lists it. Fetch the whole pack again.");
                return;
            }
            long bytes = Files.size(file);
            if (bytes != listed.bytes()) {
                differences.add(name + " has " + bytes + " bytes, pack.yaml says " + listed.bytes()
                        + ". Fetch an unchanged copy or export the pack again.");
            }
            if (bytes > GRAPH_BYTES) {
                differences.add(name + " has " + bytes + " bytes, more than a graph file can hold.");
                return;
            }
            byte[] content = Files.readAllBytes(file);
            String found = sha256(content);
            digests.put(name, found);
            if (!found.equals(listed.sha256())) {
                differences.add(name + " has SHA-256 " + found + ", pack.yaml says " + listed.sha256()
                        + ". Fetch an unchanged copy or export the pack again; it was not opened.");
            } else {
                graphs.put(name, content);
            }
        } catch (IOException e) {
            differences.add(name + " cannot be read: " + e + ". Check the disk and its permissions.");
        }
    }

    private void refuseExtraGraphs(PackManifest read) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx") && !read.files().containsKey(name))
                    .sorted()
                    .forEach(name -> differences.add(
                            name + " lies in the pack, but pack.yaml does not list it. Remove it or list it."));
        } catch (IOException e) {
            differences.add(folder + " cannot be listed: " + e + ". Check the disk and its permissions.");
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
