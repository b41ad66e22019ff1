package org.earwitness.app.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files lie that come with the project.
 *
 * @param folder root of the project, or of an installation that has the same folders
 * @param registry folder of the schema registry that embedded clusters start
 */
public record ProjectHome(Path folder, Path registry) {
    private static final String HOME = "EARWITNESS_HOME";
    private static final String REGISTRY_HOME = "EARWITNESS_REGISTRY_HOME";

    /** The folders that the environment names, which the start script does, else those under the current one. */
    public static ProjectHome of(Map<String, String> environment) {
        Path folder = variable(environment, HOME).map(Path::of).orElse(Path.of(""));
        return new ProjectHome(
                folder,
                variable(environment, REGISTRY_HOME).map(Path::of).orElse(folder.resolve("app/target/registry")));
    }

    /** The packs that come with the project. */
    public Path models() {
        return folder.resolve("models");
    }

    /** The pack that is used where none is named. */
    public Path starterPack() {
        return models().resolve("starter");
    }

    /** The streams that {@code demo} plays. */
    public Path samples() {
        return folder.resolve("samples");
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
