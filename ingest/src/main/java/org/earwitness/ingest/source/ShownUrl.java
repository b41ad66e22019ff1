package org.earwitness.ingest.source;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a URL may be seen. People write passwords with any character in them, also those that end the credentials of a URL, so
 * everything in front of the last {@code @} is taken for credentials. Where that cannot be told from a path, a query or a
 * sentence more is hidden, at worst the host too, and an ellipsis says so.
 */
final class ShownUrl {
    private static final String HIDDEN = "\u2026";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

    /** A URL of its own and no part of a password: something stands in front of it that is in few of them. */
    private static final Pattern NEXT = Pattern.compile("(?<=[\\s'\"(\\[<=,])[A-Za-z][A-Za-z0-9+.-]*://");

    /** Where a URL ends, unless credentials go on behind it. */
    private static final Pattern END = Pattern.compile("[\\s'\"]");

    /** What ends a sentence or a part of it, behind a URL. */
    private static final Pattern MARKS = Pattern.compile("[:.,;)>]*$");

    private ShownUrl() {}

    /** A text that is one URL from its beginning to its end. */
    static String ofWhole(String url) {
        int begin = url.indexOf("://") + 3;
        return url.substring(0, begin) + rest(url.substring(0, begin), url.substring(begin));
    }

    /** A text with URLs in it. */
    static String inText(String text) {
        StringBuilder shown = new StringBuilder();
        Matcher scheme = SCHEME.matcher(text);
        Matcher next = NEXT.matcher(text);
        int done = 0;
        while (done < text.length() && scheme.find(done)) {
            int begin = scheme.end();
            int reach = lineEnd(text, begin);
            if (next.find(begin) && next.start() < reach) {
                reach = next.start();
            }
            int end = end(text, begin, reach);
            String url = text.substring(begin, end);
            Matcher marks = MARKS.matcher(url);
            int length = marks.find() ? marks.start() : url.length();
            shown.append(text, done, begin)
                    .append(rest(scheme.group(), url.substring(0, length)))
                    .append(url, length, url.length());
            done = end;
        }
        return shown.append(text, done, text.length()).toString();
    }

    private static int lineEnd(String text, int begin) {
        int end = text.indexOf('\n', begin);
        return end < 0 ? text.length() : end;
    }

    /** Behind the last sign that can end credentials; one with blanks on both sides is a word of a sentence. */
    private static int end(String text, int begin, int reach) {
        int credentials = begin;
        for (int at = begin; at < reach; at++) {
            boolean alone = text.charAt(at) == '@'
                    && Character.isWhitespace(text.charAt(at - 1))
                    && (at + 1 == reach || Character.isWhitespace(text.charAt(at + 1)));
            if (text.charAt(at) == '@' && !alone) {
                credentials = at + 1;
            }
        }
        Matcher end = END.matcher(text).region(credentials, reach);
        return end.find() ? end.start() : reach;
    }

    /** What follows the scheme. */
    private static String rest(String scheme, String rest) {
        int query = first(rest, "?#");
        int last = rest.lastIndexOf('@');
        if (last > query) {
            // A password with a question mark, or a query with a sign: both sides of it may be secret.
            return HIDDEN;
        }
        String named = rest.substring(0, query);
        boolean doubtful = last > first(named, "/");
        String shown = (doubtful ? HIDDEN + "@" : "") + named.substring(last + 1);
        return scheme.toLowerCase(Locale.ROOT).startsWith("rtmp") ? withoutKey(shown) : shown;
    }

    /** The last part of an RTMP address is what allows to publish the stream. */
    private static String withoutKey(String shown) {
        int slash = shown.lastIndexOf('/');
        if (slash < 0) {
            return shown.startsWith(HIDDEN) ? HIDDEN : shown;
        }
        return slash == shown.length() - 1 && shown.indexOf('/') == slash
                ? shown
                : shown.substring(0, slash + 1) + HIDDEN;
    }

    /** Where the first of some signs is; the length where there is none. */
    private static int first(String text, String signs) {
        int at = 0;
        while (at < text.length() && signs.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
