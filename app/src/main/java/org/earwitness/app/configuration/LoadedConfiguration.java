package org.earwitness.app.configuration;

import java.util.List;

/**
 * The configuration in force, and where each value came from.
 *
 * @param config the settings
 * @param entries every setting with its value as text and its origin, in the order of the records
 */
public record LoadedConfiguration(EarwitnessConfig config, List<Entry> entries) {

    public LoadedConfiguration {
        entries = List.copyOf(entries);
    }

    /**
     * One setting in force.
     *
     * @param path which setting
     * @param value its value as it would be written in a file; secrets are replaced
     * @param origin where the value came from
     */
    public record Entry(SettingPath path, String value, Origin origin) {}

    /** Whether somebody set this setting, as opposed to its default. */
    public boolean isSet(String path) {
        return entries.stream()
                .anyMatch(entry -> entry.path().toString().equals(path) && !(entry.origin() instanceof Origin.Default));
    }
}
