package org.earwitness.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code docker-compose.yml} as Docker Compose sees it: anchors merged, variables rendered.
 *
 * @param root the whole file
 */
record ComposeFile(JsonNode root) {

    /** The file of this checkout for a user who has set nothing. */
    static ComposeFile standard() {
        return of(Checkout.text("docker-compose.yml"), Map.of());
    }

    /** A file's text for a user with this environment. */
    static ComposeFile of(String text, Map<String, String> environment) {
        Interpolation interpolation = new Interpolation(environment);
        // Jackson reads no anchors; the parser below it does.
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object tree = new Yaml(new SafeConstructor(options)).load(text);
        return new ComposeFile(new ObjectMapper().valueToTree(rendered(tree, interpolation)));
    }

    List<ComposeService> services() {
        return root.path("services").properties().stream()
                .map(entry -> new ComposeService(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The services whose image is built from this checkout. */
    List<ComposeService> ours() {
        return services().stream().filter(ComposeService::isOurs).toList();
    }

    ComposeService service(String name) {
        return new ComposeService(name, root.path("services").required(name));
    }

    Set<String> namedVolumes() {
        Set<String> names = new TreeSet<>();
        root.path("volumes").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Object rendered(Object tree, Interpolation interpolation) {
        if (tree instanceof String text) {
            return interpolation.render(text);
        }
        if (tree instanceof List<?> list) {
            return list.stream()
                    .map(element -> rendered(element, interpolation))
                    .toList();
        }
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) ->
                    copy.put(String.valueOf(key), value == null ? Map.of() : rendered(value, interpolation)));
            return copy;
        }
        return tree;
    }
}
