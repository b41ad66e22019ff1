package org.earwitness.deploy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line in one string, cut into words as a shell cuts it: at spaces, but not within quotes. */
final class CommandWords {
    private static final Pattern WORD =
            Pattern.compile("\"(?<double>[^\"]*)\"|'(?<single>[^']*)'|(?<plain>[^\\s\"']+)");

    private CommandWords() {}

    static List<String> of(String line) {
        return WORD.matcher(line)
                .results()
                .map(found -> unquoted(found.group()))
                .toList();
    }

    private static String unquoted(String word) {
        Matcher matcher = WORD.matcher(word);
        if (matcher.matches() && matcher.group("plain") == null) {
            return word.substring(1, word.length() - 1);
        }
        return word;
    }
}
