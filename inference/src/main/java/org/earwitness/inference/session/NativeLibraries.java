package org.earwitness.inference.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the dynamic linker of this machine looks for libraries. Asked before an accelerator session is made, because the
 * runtime names a missing library only on standard error.
 */
public final class NativeLibraries {
    private static final List<String> USUAL = List.of(
            "/lib",
            "/lib64",
            "/usr/lib",
            "/usr/lib64",
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/local/lib");
    private final List<Path> folders;

    /** @param folders searched in this order */
    public NativeLibraries(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The folders of the library path, of the linker's configuration, and the usual ones. */
    public static NativeLibraries ofThisMachine() {
        Set<Path> folders = new LinkedHashSet<>();
        // On Linux Java puts LD_LIBRARY_PATH in front of this property.
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator)) {
            if (!folder.isBlank()) {
                folders.add(Path.of(folder));
            }
        }
        folders.addAll(configured(Path.of("/etc/ld.so.conf.d")));
        USUAL.forEach(folder -> folders.add(Path.of(folder)));
        return new NativeLibraries(new ArrayList<>(folders));
    }

    /** Where a library is, by its full name, as {@code libcudnn.so.9}. */
    public Optional<Path> find(String library) {
        return folders.stream()
                .map(folder -> folder.resolve(library))
                .filter(Files::exists)
                .findFirst();
    }

    /** Those that are nowhere. */
    public List<String> missing(List<String> libraries) {
        return libraries.stream().filter(library -> find(library).isEmpty()).toList();
    }

    /**
     * What a library file needs, itself or through others, and what is nowhere; found by reading, not by loading, so that all
     * of it is named at once.
     */
    public List<String> missingFor(Path file) {
        List<String> missing = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(file));
        while (!open.isEmpty()) {
            Path next = open.removeFirst();
            ElfLibrary library = ElfLibrary.read(next).orElse(new ElfLibrary(List.of(), List.of()));
            for (String needed : library.needed()) {
                if (seen.add(needed)) {
                    Optional<Path> found = inRunPath(library, next, needed).or(() -> find(needed));
                    found.ifPresent(open::addLast);
                    if (found.isEmpty()) {
                        missing.add(needed);
                    }
                }
            }
        }
        return missing;
    }

    private static Optional<Path> inRunPath(ElfLibrary library, Path of, String needed) {
        String own = Optional.ofNullable(of.toAbsolutePath().getParent())
                .map(Path::toString)
                .orElse("");
        return library.runPath().stream()
                .map(folder -> Path.of(folder.replace("${ORIGIN}", own).replace("$ORIGIN", own), needed))
                .filter(Files::exists)
                .findFirst();
    }

    /** What is searched. */
    public List<Path> folders() {
        return folders;
    }

    static List<Path> configured(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> named = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("/"))
                        .forEach(line -> named.add(Path.of(line)));
            }
            return named;
        } catch (IOException e) {
            // The linker's own configuration is only a hint of ours; the usual folders are searched anyway.
            return named;
        }
    }
}
