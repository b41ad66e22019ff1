package org.earwitness.deploy;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/**
 * What reaches a build: the rules of {@code .dockerignore}, the last one that fits decides.
 *
 * @param rules its lines; {@code !} in front brings something back
 */
record BuildContext(List<String> rules) {

    static BuildContext ofTheCheckout() {
        return new BuildContext(Checkout.text(".dockerignore")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList());
    }

    /** Whether a file or folder below the top folder is sent to the engine. */
    boolean contains(String path) {
        boolean contained = true;
        for (String rule : rules) {
            boolean bringsBack = rule.startsWith("!");
            if (fits(bringsBack ? rule.substring(1) : rule, Path.of(path))) {
                contained = bringsBack;
            }
        }
        return contained;
    }

    /** A rule for a folder holds for everything in it; two stars stand for any number of folders, none included. */
    private static boolean fits(String rule, Path path) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rule.replace("**/", "{,**/}"));
        for (Path part = path; part != null; part = part.getParent()) {
            if (matcher.matches(part)) {
                return true;
            }
        }
        return false;
    }
}
