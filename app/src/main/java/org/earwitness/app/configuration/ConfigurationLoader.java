package org.earwitness.app.configuration;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads the configuration: a YAML file, over it the environment, over it flags.
 *
 * <p>Knows no setting by name; what there is comes from the records. Any thread; keeps nothing.
 */
public final class ConfigurationLoader {
    private final EarwitnessConfig standard;

    /** A loader that starts from the built-in defaults. */
    public ConfigurationLoader() {
        this.standard = EarwitnessConfig.DEFAULTS;
    }

    /**
     * Loads from all three places.
     *
     * @param file the YAML file, if any
     * @param environment environment variables; only {@code EARWITNESS_*} are read
     * @param flags what flags said, later ones win
     * @throws InvalidConfiguration with every problem there is
     */
    LoadedConfiguration load(Optional<Path> file, Map<String, String> environment, List<GivenSetting> flags) {
        Problems problems = new Problems();
        List<Setting> known = SettingShape.settings(standard, SettingPath.ROOT);
        List<GivenSetting> all = new ArrayList<>();
        file(file, environment).ifPresent(yaml -> all.addAll(YamlSettings.read(yaml, problems)));
        all.addAll(EnvironmentSettings.read(environment, known, problems));
        all.addAll(flags);
        Map<SettingPath, GivenSetting> given = merge(all, known);
        RecordBinder binder = new RecordBinder(given, problems);
        EarwitnessConfig config = (EarwitnessConfig) binder.bind(standard, SettingPath.ROOT);
        refuseUnknown(binder.unused(), known, problems);
        problems.refuseIfAny();
        return new LoadedConfiguration(config, entries(config, given));
    }

    /** The YAML file: that of the flag, else that of the environment. */
    static Optional<Path> file(Optional<Path> flag, Map<String, String> environment) {
        return flag.or(() -> Optional.ofNullable(environment.get(EnvironmentSettings.CONFIG_FILE))
                .map(Path::of));
    }

    private static Map<SettingPath, GivenSetting> merge(List<GivenSetting> all, List<Setting> known) {
        Map<SettingPath, GivenSetting> given = new LinkedHashMap<>();
        for (GivenSetting setting : all) {
            GivenSetting joined = joined(setting, known);
            given.remove(joined.path());
            given.put(joined.path(), joined);
        }
        return given;
    }

    /** Kafka's names hold dots themselves: below the map that takes them, the rest of a path is one name. */
    private static GivenSetting joined(GivenSetting setting, List<Setting> known) {
        for (Setting map : known) {
            SettingPath group = new SettingPath(
                    map.path().names().subList(0, Math.max(0, map.path().depth() - 1)));
            if (map.passedThrough() && setting.path().isBelow(group)) {
                return setting.at(setting.path().joinedBelow(group));
            }
        }
        return setting;
    }

    private void refuseUnknown(List<GivenSetting> unused, List<Setting> known, Problems problems) {
        Set<SettingPath> groups = Set.copyOf(SettingShape.groups(standard, SettingPath.ROOT));
        List<SettingPath> names = known.stream().map(Setting::path).toList();
        for (GivenSetting setting : unused) {
            List<SettingPath> ofEntry = known.stream()
                    .filter(map -> setting.path().isBelow(map.path()))
                    .flatMap(map ->
                            SettingShape.entrySettings(
                                    map, setting.path().names().get(map.path().depth()))
                                    .stream())
                    .map(Setting::path)
                    .toList();
            if (!ofEntry.isEmpty()) {
                problems.addUnknown(setting.origin(), setting.path(), ofEntry);
            } else if (!groups.contains(setting.path())) {
                problems.addUnknown(setting.origin(), setting.path(), names);
            } else if (!setting.text().isEmpty()) {
                problems.add(
                        setting.origin(),
                        setting.path() + " is a group of settings, not one. Write the settings under it, indented.");
            }
        }
    }

    private static List<LoadedConfiguration.Entry> entries(
            EarwitnessConfig config, Map<SettingPath, GivenSetting> given) {
        List<LoadedConfiguration.Entry> entries = new ArrayList<>();
        for (Setting setting : SettingShape.settings(config, SettingPath.ROOT)) {
            if (setting.standard() instanceof Map<?, ?> map) {
                SettingPath group = setting.passedThrough()
                        ? new SettingPath(
                                setting.path().names().subList(0, setting.path().depth() - 1))
                        : setting.path();
                map.entrySet().stream()
                        .sorted((a, b) ->
                                a.getKey().toString().compareTo(b.getKey().toString()))
                        .forEach(entry ->
                                addEntries(group.child(entry.getKey().toString()), entry.getValue(), given, entries));
            } else {
                addEntries(setting.path(), setting.standard(), given, entries);
            }
        }
        return entries;
    }

    private static void addEntries(
            SettingPath path,
            Object value,
            Map<SettingPath, GivenSetting> given,
            List<LoadedConfiguration.Entry> entries) {
        if (value instanceof Map<?, ?> map) {
            map.entrySet().stream()
                    .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
                    .forEach(entry ->
                            addEntries(path.child(entry.getKey().toString()), entry.getValue(), given, entries));
            return;
        }
        if (value instanceof Record nested) {
            for (RecordComponent component : nested.getClass().getRecordComponents()) {
                addEntries(path.child(component.getName()), SettingShape.read(component, nested), given, entries);
            }
            return;
        }
        Origin origin =
                Optional.ofNullable(given.get(path)).map(GivenSetting::origin).orElse(new Origin.Default());
        String text = Secrets.shown(path, SettingText.format(path.last(), value));
        entries.add(new LoadedConfiguration.Entry(path, text, origin));
    }
}
