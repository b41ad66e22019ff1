package org.earwitness.app.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.earwitness.ingest.roster.WorkerSecrets;

/**
 * Which secrets of a worker the records of {@code av.sources} may refer to.
 *
 * @param variables how the names of such environment variables begin
 * @param folders folders of such files
 */
public record SecretsConfig(List<String> variables, List<Path> folders) {
    public static final SecretsConfig DEFAULTS =
            new SecretsConfig(List.of("STREAM_"), List.of(Path.of("/run/secrets")));

    public SecretsConfig {
        variables = List.copyOf(variables);
        folders = List.copyOf(folders);
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "variables",
                "How names of variables begin that `${env:NAME}` in av.sources may name; not all, because who writes there could"
                        + " have any secret sent anywhere. Streams of --config and --stream may name every variable.",
                "folders",
                "Folders of the files that `${file:PATH}` in av.sources may name; where Docker and Kubernetes put secrets.");
    }

    /** What is released to sources. */
    public WorkerSecrets.Released released() {
        return new WorkerSecrets.Released(variables, folders);
    }
}
