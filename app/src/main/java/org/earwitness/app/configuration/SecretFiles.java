package org.earwitness.app.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the contents of files in place of {@code ${file:PATH}} in Kafka's properties, only when a client is made: what is loaded,
 * listed and compared holds the reference, never the secret.
 *
 * <p>Who names Kafka's own {@code config.providers} has the same words mean what those make of them.
 */
final class SecretFiles {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{file:([^}]+)}");
    private static final long MOST_BYTES = 64 * 1024;

    private SecretFiles() {}

    /** Whether a value is nothing but a reference, so that it can be shown. */
    static boolean isReference(String value) {
        return REFERENCE.matcher(value.strip()).matches();
    }

    /**
     * The properties with secrets in them.
     *
     * @throws InvalidConfiguration naming the property and the file when one cannot be read
     */
    static Map<String, String> resolved(Map<String, String> properties) {
        if (properties.containsKey("config.providers")) {
            return properties;
        }
        Map<String, String> resolved = new TreeMap<>();
        properties.forEach((name, value) -> resolved.put(name, resolved(name, value)));
        return resolved;
    }

    private static String resolved(String property, String value) {
        boolean within = !isReference(value);
        Matcher matcher = REFERENCE.matcher(value);
        return matcher.replaceAll(match -> {
            String text = text(property, match.group(1).strip());
            // Between the quotes of a login these two have a meaning of their own.
            boolean quoted = within && KafkaProperties.bare(property).equals("sasl.jaas.config");
            return Matcher.quoteReplacement(quoted ? text.replace("\\", "\\\\").replace("\"", "\\\"") : text);
        });
    }

    private static String text(String property, String path) {
        Path file = Path.of(path);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw refusal(property, path, "there is no such file, or it has more than 64 KiB");
            }
            return Files.readString(file).replaceFirst("\\R$", "");
        } catch (IOException unreadable) {
            throw refusal(property, path, "it cannot be read as UTF-8 text");
        }
    }

    private static InvalidConfiguration refusal(String property, String path, String reason) {
        return new InvalidConfiguration(
                List.of("kafka." + property + " refers to " + path + ": " + reason + ". Check path and rights."));
    }
}
