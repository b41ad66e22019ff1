package org.earwitness.ingest.source;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where media is: a path, or a URL that FFmpeg can open.
 *
 * @param text as the user gave it, credentials included; never shown
 */
public record MediaAddress(String text) {
    private static final Pattern URL = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?(?:\\[([^\\]/?#]*)\\]|([^:/?#]*))");

    public MediaAddress {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the address of a stream is empty. Give a file or a URL.");
        }
    }

    /** Whether it is a URL; everything else is a path. */
    public boolean isUrl() {
        return URL.matcher(text).matches();
    }

    /** What FFmpeg calls the protocol, in lower case; {@code file} of a path. */
    String scheme() {
        return isUrl() ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "file";
    }

    /** The host of a URL, without brackets; empty where it names none or everyone ({@code udp://@:5000}). */
    Optional<String> host() {
        Matcher authority = AUTHORITY.matcher(text);
        if (!authority.find()) {
            return Optional.empty();
        }
        String host = authority.group(1) == null ? authority.group(2) : authority.group(1);
        return host.isEmpty() ? Optional.empty() : Optional.of(host);
    }

    /** The path, of an address that is none of a URL. */
    public Path path() {
        return Path.of(text);
    }

    /** For people: without credentials, without a query, which often holds a key, and without the stream key of RTMP. */
    public String shown() {
        return isUrl() ? ShownUrl.ofWhole(text) : text;
    }

    /** Takes credentials, queries and stream keys out of every URL in a text. */
    public static String withoutSecrets(String text) {
        return ShownUrl.inText(text);
    }

    /** What FFmpeg is asked to open; a path never reaches FFmpeg's other protocols, whatever it looks like. */
    String forFfmpeg() {
        return isUrl() ? text : "file:" + text;
    }

    @Override
    public String toString() {
        return shown();
    }
}
