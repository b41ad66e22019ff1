package org.earwitness.ingest.roster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.ingest.StreamDefinition;

/** Finds secrets that stand in a definition as they are, where a reference should stand. */
public final class LiteralSecrets {
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://");
    private static final Pattern USER_INFO = Pattern.compile("^([^/?#]*)@.*", Pattern.DOTALL);

    /** A password may hold what ends the credentials of a URL: whatever is in front of the last sign may be one. */
    private static final Pattern LONGEST_USER_INFO = Pattern.compile("^(.*)@.*", Pattern.DOTALL);

    /** A host, perhaps its port, and a path: a sign in the query behind is no end of credentials. */
    private static final Pattern SIGN_IN_QUERY =
            Pattern.compile("^[^@:/?#]+(?::[0-9]{1,5})?/[^@]*[?#].*", Pattern.DOTALL);

    private static final Pattern PARAMETER = Pattern.compile("[?&;]([^=&;#]+)=([^&;#]*)");
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(passw|passphrase|passwd|pwd|secret|token|signature|credential|apikey|api_key|auth|cookie|streamkey).*|key|pass|sig");
    private static final Pattern SECRET_OPTION =
            Pattern.compile(".*(passw|passphrase|secret|token|cookies|headers|decryption_key|crypto).*");

    /** Stands for a reference while a text is looked at; no text that is typed holds it. */
    private static final String REFERENCE = "\u0001";

    private LiteralSecrets() {}

    /** What is one, in words that can follow "it holds"; empty where there is none. */
    public static List<String> in(StreamDefinition definition) {
        List<String> found = new ArrayList<>();
        String address = SecretReferences.masked(definition.address(), REFERENCE);
        if (holdsPassword(address)) {
            found.add("a password in its address");
        }
        Matcher parameters = PARAMETER.matcher(address);
        while (parameters.find()) {
            if (SECRET_NAME
                            .matcher(parameters.group(1).toLowerCase(Locale.ROOT))
                            .matches()
                    && isLiteral(parameters.group(2))) {
                found.add("the value of '" + parameters.group(1).replace(REFERENCE, "") + "' in its address");
            }
        }
        definition.options().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(option -> SECRET_OPTION
                        .matcher(option.getKey().toLowerCase(Locale.ROOT))
                        .matches())
                .filter(option ->
                        !SecretReferences.masked(option.getValue(), REFERENCE).contains(REFERENCE))
                .filter(option -> !option.getValue().isEmpty())
                .forEach(option -> found.add("the value of the option '" + option.getKey() + "'"));
        return found;
    }

    private static boolean holdsPassword(String address) {
        Matcher scheme = SCHEME.matcher(address);
        if (!scheme.find()) {
            return false;
        }
        String rest = address.substring(scheme.end());
        Matcher userInfo = USER_INFO.matcher(rest);
        if (!userInfo.matches()) {
            userInfo = LONGEST_USER_INFO.matcher(rest);
            if (!userInfo.matches() || SIGN_IN_QUERY.matcher(rest).matches()) {
                return false;
            }
        }
        int colon = userInfo.group(1).indexOf(':');
        return colon >= 0 && isLiteral(userInfo.group(1).substring(colon + 1));
    }

    private static boolean isLiteral(String value) {
        return !value.replace(REFERENCE, "").isEmpty();
    }
}
