package org.earwitness.app.configuration;

import java.util.Locale;
import org.earwitness.ingest.source.MediaAddress;

/** Tells which settings must never be printed. */
final class Secrets {
    /** What stands in place of a secret. */
    static final String HIDDEN = "[hidden]";

    private Secrets() {}

    /** Whether the value of this setting is a secret; the path of a file that holds one is not. */
    static boolean isSecret(SettingPath path) {
        String name = path.last().toLowerCase(Locale.ROOT);
        if (name.endsWith("file") || name.endsWith("location")) {
            return false;
        }
        return name.contains("password")
                || name.contains("secret")
                || name.contains("token")
                || name.contains("credential")
                || name.contains("jaas")
                || name.contains("passphrase")
                || name.equals("headers")
                || name.equals("cookies")
                || name.contains("user.info")
                || KafkaProperties.isPassword(path.last());
    }

    static String shown(SettingPath path, String text) {
        if (isSecret(path) && !text.isEmpty() && !SecretFiles.isReference(text)) {
            return HIDDEN;
        }
        // Of a source only credentials and query are secret; which camera it is must be seen.
        return path.last().equals("address") ? MediaAddress.withoutSecrets(text) : text;
    }
}
