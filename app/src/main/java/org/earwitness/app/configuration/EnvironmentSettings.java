package org.earwitness.app.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code EARWITNESS_*} variables into settings. */
final class EnvironmentSettings {
    /** Names the configuration file, where no flag does. */
    static final String CONFIG_FILE = "EARWITNESS_CONFIG";

    private static final String OURS = "EARWITNESS_";
    private static final String KAFKA = "EARWITNESS_KAFKA_";

    /** Read by the start script or by the embedded registry: no settings of ours. */
    private static final Set<String> OTHERS = Set.of(
            CONFIG_FILE,
            "EARWITNESS_JAVA_OPTIONS",
            "EARWITNESS_MAVEN_OPTIONS",
            "EARWITNESS_REGISTRY_HOME",
            "EARWITNESS_HOME");

    private EnvironmentSettings() {}

    /** All settings of an environment, by name of the variable; unknown ones become problems. */
    static List<GivenSetting> read(Map<String, String> environment, List<Setting> known, Problems problems) {
        Map<String, SettingPath> paths = new HashMap<>();
        known.stream()
                .filter(Setting::hasVariable)
                .forEach(setting -> paths.put(setting.path().variable(), setting.path()));
        List<GivenSetting> settings = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.startsWith(OURS) || OTHERS.contains(name)) {
                return;
            }
            Origin origin = new Origin.Variable(name);
            Optional<SettingPath> path = Optional.ofNullable(paths.get(name)).or(() -> kafkaProperty(name));
            if (path.isPresent()) {
                settings.add(GivenSetting.of(path.get(), value, origin));
            } else {
                problems.add(
                        origin,
                        "no setting has this variable"
                                + NearestName.of(name, paths.keySet())
                                        .map(near -> ". Did you mean " + near + "?")
                                        .orElse(". docs/configuration.md lists all of them."));
            }
        });
        return settings;
    }

    /** Kafka's names have dots and no underscores, so a variable names one without doubt. */
    private static Optional<SettingPath> kafkaProperty(String name) {
        return name.startsWith(KAFKA) && name.length() > KAFKA.length()
                ? Optional.of(SettingPath.ROOT
                        .child("kafka")
                        .child(name.substring(KAFKA.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.')))
                : Optional.empty();
    }
}
