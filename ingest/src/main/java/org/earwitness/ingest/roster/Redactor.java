package org.earwitness.ingest.roster;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.earwitness.ingest.source.MediaAddress;

/** Takes the secrets of one stream out of texts, also where a library repeats them in a message of its own. Any thread. */
public final class Redactor {
    /** What stands in place of a secret. */
    public static final String HIDDEN = "[hidden]";

    /** Knows no secret; still takes credentials and queries out of URLs. */
    public static final Redactor NONE = new Redactor(Optional.empty());

    /** So short a secret may be part of any word: it is hidden only where it stands alone. */
    private static final int SHORT = 4;

    private final Optional<Pattern> secrets;

    private Redactor(Optional<Pattern> secrets) {
        this.secrets = secrets;
    }

    /** Hides these, each as it is and as it stands in a URL. */
    public static Redactor hiding(Collection<String> secrets) {
        String alternatives = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .distinct()
                // The longest first, so that no rest of one stays behind a shorter one.
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(secret -> secret.length() < SHORT
                        ? "(?<![\\p{L}\\p{N}])" + Pattern.quote(secret) + "(?![\\p{L}\\p{N}])"
                        : Pattern.quote(secret))
                .collect(Collectors.joining("|"));
        return alternatives.isEmpty() ? NONE : new Redactor(Optional.of(Pattern.compile(alternatives)));
    }

    /** The text without any of them, and without credentials and queries of URLs. */
    public String redacted(String text) {
        String hidden = secrets.map(pattern -> pattern.matcher(text).replaceAll(Matcher.quoteReplacement(HIDDEN)))
                .orElse(text);
        return MediaAddress.withoutSecrets(hidden);
    }
}
