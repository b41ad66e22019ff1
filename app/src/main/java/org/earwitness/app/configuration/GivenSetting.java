package org.earwitness.app.configuration;

import java.util.List;

/**
 * What somebody wrote for one setting.
 *
 * @param path which setting
 * @param values the text, or the texts of a list
 * @param list whether it was written as a list
 * @param origin where it was written
 */
record GivenSetting(SettingPath path, List<String> values, boolean list, Origin origin) {
    GivenSetting {
        values = List.copyOf(values);
    }

    static GivenSetting of(SettingPath path, String value, Origin origin) {
        return new GivenSetting(path, List.of(value), false, origin);
    }

    GivenSetting at(SettingPath other) {
        return new GivenSetting(other, values, list, origin);
    }

    /** The text, as it was written. */
    String text() {
        return String.join(", ", values);
    }
}
