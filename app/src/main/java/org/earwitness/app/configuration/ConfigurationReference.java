package org.earwitness.app.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The reference page: every setting with its default, what may be written, its variable and its reason. */
final class ConfigurationReference {
    private static final String INTRODUCTION = """
            <!-- Written by `./earwitness config --reference`; a test holds it. Change the records, not this page. -->
            # Configuration

            Settings come from four places; the later one wins:

            1. the defaults below,
            2. a YAML file, named by `--config FILE` or `$EARWITNESS_CONFIG`,
            3. environment variables,
            4. flags: `--set path.of.setting=value`, and those with a name of their own (`--bootstrap-server`,
               `--schema-registry-url`, `--command-config FILE`, `--kafka-config name=value`).

            ```yaml
            kafka:
              bootstrapServers: kafka-1:9092,kafka-2:9092
              security.protocol: SSL          # any property of Kafka's clients, by its own name
            schemaRegistry:
              url: http://registry:8081
            inference:
              deadlineMillis: 4s              # durations: 500ms, 30s, 5m, 2h, 7d; a bare number is milliseconds
            streams:                          # what `ingest` reads; see docs/streams.yaml
              gate: rtsp://10.0.0.7/main
            ```

            Durations may be written as `30s`, sizes as `2MiB`; a bare number is in the unit the name ends with. A name that is not
            known is refused with the nearest one that is, a value outside its limits with the reason; all problems are shown at
            once, each with file and line, variable or flag. `./earwitness config` prints what is in force and where each value
            came from; secrets are never printed.

            Variables that are no settings: `EARWITNESS_JAVA_OPTIONS` (flags for the JVM, for instance `-Xmx4g`) and
            `EARWITNESS_MAVEN_OPTIONS` (flags for the build, for instance `-Pgpu`) are read by the start script,
            `EARWITNESS_HOME` (the folder with `models` and `samples`, which the start script sets) and
            `EARWITNESS_REGISTRY_HOME` (an unpacked Apicurio Registry 2.6) by `run` and `demo`.
            """;

    private ConfigurationReference() {}

    static String render() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        Map<String, String> purposes = EarwitnessConfig.reasons();
        String group = "";
        for (Setting setting : SettingShape.settings(EarwitnessConfig.DEFAULTS, SettingPath.ROOT)) {
            String here = setting.path().names().get(0);
            if (!here.equals(group)) {
                group = here;
                page.append("\n## ").append(group).append("\n\n");
                page.append(Optional.ofNullable(purposes.get(group)).orElse("")).append("\n\n");
                page.append("| setting | default | value | variable | what for, and why this default |\n");
                page.append("| --- | --- | --- | --- | --- |\n");
            }
            List<Setting> ofEntry = SettingShape.entrySettings(setting, "NAME");
            (ofEntry.isEmpty() ? List.of(setting) : ofEntry).forEach(row -> page.append(row(row)));
        }
        return page.toString();
    }

    private static String row(Setting setting) {
        List<String> names = setting.path().names();
        String name = setting.passedThrough()
                ? names.get(0) + ".*"
                : setting.path().toString() + (SettingText.isMap(setting.type()) ? ".*" : "");
        String text = SettingText.isMap(setting.type())
                ? maps(setting.standard())
                : SettingText.format(setting.path().last(), setting.standard());
        boolean inEntry = names.size() > 1 && names.get(1).equals("NAME");
        String variable = setting.hasVariable() && !inEntry
                ? "`" + setting.path().variable() + "`"
                : setting.passedThrough() ? "`EARWITNESS_KAFKA_SECURITY_PROTOCOL`, .." : "";
        return "| `" + name + "` | " + (text.isEmpty() ? "" : "`" + text + "`") + " | "
                + SettingText.describe(setting.path().last(), setting.type()) + " | " + variable + " | "
                + setting.reason().replace("|", "\\|") + " |\n";
    }

    private static String maps(Object standard) {
        return standard instanceof Map<?, ?> map && !map.isEmpty() ? new TreeMap<>(map).toString() : "";
    }
}
