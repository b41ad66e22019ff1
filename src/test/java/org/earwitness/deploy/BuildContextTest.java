package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code .dockerignore} lets through. */
final class BuildContextTest {
    private final BuildContext context = BuildContext.ofTheCheckout();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "app/src/main/java/A.java",
                "src/test/pom.xml",
                "deploy/healthy",
                "models/starter/pack.yaml"
            })
    void sourcesPacksAndScriptsAreSent(String path) {
        assertThat(context.contains(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/config",
                "app/target/classes/A.class",
                "target/x",
                "training/cache/x",
                "data/x",
                "src/test/java/A.java"
            })
    void historyBuildsAndTrainingAreNot(String path) {
        assertThat(context.contains(path)).isFalse();
    }
}
