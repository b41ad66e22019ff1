package org.earwitness.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the sources and fails with {@code file:line: what is wrong, what to do}. */
final class TidyTest {
    private static final int MOST_LINES = 400;

    /** What no Java source may say, and what it should say instead. */
    private record Ban(Pattern pattern, String advice, Pattern exceptIn) {
        static Ban everywhere(String pattern, String advice) {
            return new Ban(Pattern.compile(pattern), advice, Pattern.compile("(?!)"));
        }

        static Ban outside(String place, String pattern, String advice) {
            return new Ban(Pattern.compile(pattern), advice, Pattern.compile(place));
        }
    }

    // The house tests name what they ban, so they are left out of the search.
    private static final Pattern HOUSE = Pattern.compile("src/test/java/org/earwitness/house/.*");

    private static final List<Ban> BANS = List.of(
            Ban.everywhere(
                    "\\b(class|record|interface|enum)\\s+\\w*(Util|Utils|Helper|Manager|Impl)\\b",
                    "name it after the thing it is"),
            Ban.everywhere("Thread\\.sleep", "move a clock, or wait for a condition with a deadline"),
            Ban.outside(
                    "app/.*|bench/.*", "System\\.(out|err)\\b", "log, or return the text; only app and bench print"),
            Ban.outside(
                    "app/.*|bench/.*",
                    "System\\.currentTimeMillis|Instant\\.now\\(\\)",
                    "take a java.time.Clock through the constructor"),
            Ban.outside("app/.*|bench/.*", "System\\.getenv\\(", "settings come from app's configuration"),
            Ban.everywhere("\\bTODO\\b(?!\\(#\\d+\\))|\\bFIXME\\b", "open an issue and write TODO(#number), or do it"),
            Ban.everywhere("@Disabled(?!\\(\")", "say why in @Disabled(\"..\")"),
            Ban.everywhere(
                    "throw new RuntimeException\\(", "throw a type that a caller can tell apart, with a sentence"),
            Ban.everywhere("printStackTrace\\(\\)", "log it with a sentence, or throw it"),
            Ban.everywhere(Pattern.quote(SourceTree.root() + "/"), "no path of one machine"));

    @Test
    void noFileHasMoreThanFourHundredLines() {
        List<String> tooLong = new ArrayList<>();
        for (String ending : List.of(".java", ".py")) {
            for (Path file : SourceTree.files(ending)) {
                int lines = SourceTree.lines(file).size();
                if (lines > MOST_LINES) {
                    tooLong.add(SourceTree.relative(file) + ": " + lines + " lines; look for the second noun in it");
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void nothingThatIsBannedIsInTheSources() {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files(".java")) {
            String name = SourceTree.relative(file);
            if (HOUSE.matcher(name).matches()) {
                continue;
            }
            List<String> lines = SourceTree.lines(file);
            for (int line = 0; line < lines.size(); line++) {
                for (Ban ban : BANS) {
                    if (ban.pattern().matcher(lines.get(line)).find()
                            && !ban.exceptIn().matcher(name).matches()) {
                        found.add(
                                name + ":" + (line + 1) + ": " + lines.get(line).strip() + " -> " + ban.advice());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageIntroducesItselfAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (Path file : SourceTree.files(".java")) {
            Path introduction = file.resolveSibling("package-info.java");
            if (!introduction.toFile().exists()) {
                silent.add(SourceTree.relative(introduction) + " is missing");
            } else if (SourceTree.lines(introduction).stream().noneMatch("@NullMarked"::equals)) {
                silent.add(SourceTree.relative(introduction) + " lacks @NullMarked");
            }
        }
        assertThat(silent.stream().distinct()).isEmpty();
    }

    @Test
    void versionsStandInTheParentPomOnly() {
        List<String> found = new ArrayList<>();
        for (Path pom : SourceTree.files("pom.xml")) {
            List<String> lines = SourceTree.lines(pom);
            boolean inParent = false;
            for (int line = 0; line < lines.size(); line++) {
                String text = lines.get(line);
                inParent = (inParent || text.contains("<parent>")) && !text.contains("</parent>");
                if (!inParent && text.matches(".*<version>[^$<]+</version>.*")) {
                    found.add(SourceTree.relative(pom) + ":" + (line + 1) + ": " + text.strip()
                            + " -> put it into the parent");
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyVersionHasItsReason() {
        Pattern version = Pattern.compile("^\\s*<[a-z0-9.-]+\\.version>.*");
        assertThat(SourceTree.lines(SourceTree.root().resolve("pom.xml")))
                .filteredOn(line -> version.matcher(line).matches())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("<!--"));
    }
}
