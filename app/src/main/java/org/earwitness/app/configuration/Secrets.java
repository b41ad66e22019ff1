package org.earwitness.app.configuration;

import java.util.Locale;

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
                || name.contains("user.info")
                || KafkaProperties.isPassword(path.last());
    }

    static String shown(SettingPath path, String text) {
        return isSecret(path) && !text.isEmpty() ? HIDDEN : text;
    }
}
