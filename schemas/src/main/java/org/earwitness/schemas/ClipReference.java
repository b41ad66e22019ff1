package org.earwitness.schemas;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the original media of some seconds is kept, as the field {@code clip} of segments, events and intervals says it:
 * {@code clip:STREAM/EPOCH/FIRST-LAST@STORE}, or {@code clip:STREAM/EPOCH/INDEX@STORE} for one second. It names a store by its
 * configured name, never a host, a folder or an address.
 *
 * @param stream name of the stream
 * @param epoch epoch of the segments
 * @param firstIndex index of the first segment
 * @param lastIndex index of the last segment, inclusive
 * @param store name of the store: letters, digits, dots, dashes and underscores
 */
public record ClipReference(String stream, long epoch, long firstIndex, long lastIndex, String store) {
    /** Longest reference that is read or passed on, characters; a longer one is somebody else's. */
    public static final int MOST_CHARACTERS = 4_096;

    private static final Pattern STORE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TEXT =
            Pattern.compile("clip:([^/@]+)/([0-9]{1,18})/([0-9]{1,18})(?:-([0-9]{1,18}))?@([A-Za-z0-9._-]{1,64})");

    public ClipReference {
        if (firstIndex < 0 || lastIndex < firstIndex) {
            throw new IllegalArgumentException(
                    "the clip of stream " + stream + " goes from segment " + firstIndex + " to " + lastIndex);
        }
        if (!isStoreName(store)) {
            throw new IllegalArgumentException("'" + store
                    + "' is no name of a clip store: use 1 to 64 letters, digits, dots, dashes and underscores");
        }
    }

    /** Whether a store can be called this. */
    public static boolean isStoreName(String name) {
        return STORE.matcher(name).matches();
    }

    /** Reads a reference; empty when the text is none. */
    public static Optional<ClipReference> parse(CharSequence text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(3));
        long last = Optional.ofNullable(matcher.group(4)).map(Long::parseLong).orElse(first);
        if (last < first) {
            return Optional.empty();
        }
        try {
            String stream = URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
            return Optional.of(
                    new ClipReference(stream, Long.parseLong(matcher.group(2)), first, last, matcher.group(5)));
        } catch (IllegalArgumentException e) { // a percent sign without its digits
            return Optional.empty();
        }
    }

    /** The same store and epoch from the first to the last of these segments. */
    public ClipReference over(long first, long last) {
        return new ClipReference(stream, epoch, first, last, store);
    }

    /** As it stands in records; {@link #parse} reads it back. */
    @Override
    public String toString() {
        String range = firstIndex == lastIndex ? Long.toString(firstIndex) : firstIndex + "-" + lastIndex;
        String escaped = URLEncoder.encode(stream, StandardCharsets.UTF_8).replace("+", "%20");
        return "clip:" + escaped + "/" + epoch + "/" + range + "@" + store;
    }
}
