package org.earwitness.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The project's own files, as they lie in the checkout. */
final class SourceTree {
    private static final List<String> ROOMS =
            List.of("schemas", "inference", "ingest", "streaming", "app", "bench", "src/test", "training");

    private static final List<String> DOCUMENTED =
            List.of("docs", "bench", "deploy", "samples", "models/starter", "training");

    private SourceTree() {}

    /** The top folder of the checkout. */
    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("earwitness.root"), "run through Maven"));
    }

    /** All sources with this ending in any room; generated and built ones left out. */
    static List<Path> files(String ending) {
        return ROOMS.stream()
                .map(room -> root().resolve(room))
                .filter(Files::isDirectory)
                .flatMap(room -> walk(room).filter(path -> path.toString().endsWith(ending)))
                .filter(path -> !relative(path).contains("target/"))
                .sorted()
                .toList();
    }

    /** Path below the top folder, with forward slashes. */
    static String relative(Path path) {
        return root().relativize(path).toString().replace('\\', '/');
    }

    static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** The documents a reader meets, and those of the rooms. */
    static List<Path> documents() {
        return Stream.concat(
                        Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                .map(root()::resolve),
                        DOCUMENTED.stream()
                                .map(root()::resolve)
                                .filter(Files::isDirectory)
                                .flatMap(SourceTree::walk)
                                .filter(path -> path.toString().endsWith(".md")))
                .filter(path ->
                        !relative(path).contains("/target/") && !relative(path).contains("/results/"))
                .sorted()
                .toList();
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk " + folder, e);
        }
    }
}
