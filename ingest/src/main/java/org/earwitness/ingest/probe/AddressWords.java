package org.earwitness.ingest.probe;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.Transport;

/** What an address alone tells. */
record AddressWords(String scheme, boolean hasCredentials) {
    private static final Set<String> ENCRYPTED = Set.of("https", "rtsps", "rtmps", "tls");
    private static final Pattern CREDENTIALS = Pattern.compile("^[^:/?#]+://[^\\s/?#]*@.*", Pattern.DOTALL);

    static AddressWords of(MediaAddress address) {
        String text = address.text();
        return new AddressWords(
                address.isUrl() ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "",
                address.isUrl() && CREDENTIALS.matcher(text).matches());
    }

    boolean isEncrypted() {
        return ENCRYPTED.contains(scheme);
    }

    String protocol(Transport transport) {
        if (scheme.isEmpty()) {
            return "a file";
        }
        String name = scheme.toUpperCase(Locale.ROOT);
        return scheme.startsWith("rtsp") ? name + " over " + transport : name;
    }
}
