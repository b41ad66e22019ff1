package org.earwitness.ingest.roster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.MediaAddress;

/**
 * Puts secrets in the place of {@code ${env:NAME}} and {@code ${file:PATH}}, when a source is opened and not before: a list of
 * streams can be shown to anybody, and a secret that was exchanged counts from the next opening on. Any thread.
 */
public final class SecretReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^{}]+)\\}");
    private static final String UNRESERVED = "-._~";

    private final SecretStore store;

    /**
     * @param store where the secrets are looked up
     */
    public SecretReferences(SecretStore store) {
        this.store = store;
    }

    /**
     * A definition that can be opened.
     *
     * @param definition with secrets in its address and its options
     * @param redactor takes them out of everything that is said about it
     */
    public record Resolved(StreamDefinition definition, Redactor redactor) {
        @Override
        public String toString() {
            return "Resolved[" + definition + "]";
        }
    }

    /**
     * Looks up the secrets of a stream. In a URL each is percent-encoded, so that a password may hold {@code @}, {@code :} and
     * {@code /}; a reference that is the whole address stands for it as it is.
     *
     * @throws MissingSecret when one is not there or not written as it should be
     */
    public Resolved resolve(StreamDefinition definition) {
        List<String> secrets = new ArrayList<>();
        boolean encoded = new MediaAddress(definition.address()).isUrl();
        String address = replaced(definition.address(), encoded, secrets);
        Map<String, String> options = new HashMap<>();
        definition.options().forEach((name, value) -> options.put(name, replaced(value, false, secrets)));
        StreamDefinition resolved = new StreamDefinition(
                definition.stream(),
                address,
                definition.playback(),
                definition.transport(),
                definition.tracks(),
                definition.protocols(),
                options,
                definition.verifyTls(),
                definition.certificates(),
                definition.stallMillis());
        return new Resolved(resolved, Redactor.hiding(secrets));
    }

    /** The text with a mark in the place of each reference, so that what stands there literally can be looked at. */
    static String masked(String text, String mark) {
        return REFERENCE.matcher(text).replaceAll(Matcher.quoteReplacement(mark));
    }

    private String replaced(String text, boolean encoded, List<String> secrets) {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (references.find()) {
            String secret = secret(references.group(1), references.group(2));
            secrets.add(secret);
            String written = encoded ? percentEncoded(secret) : secret;
            secrets.add(written);
            references.appendReplacement(resolved, Matcher.quoteReplacement(written));
        }
        references.appendTail(resolved);
        if (masked(text, "").contains("${")) {
            throw new MissingSecret("a reference to a secret is not written as one. Use ${env:NAME} or ${file:PATH}.");
        }
        return resolved.toString();
    }

    private String secret(String kind, String name) {
        boolean variable = kind.equals("env");
        String found = (variable ? store.variable(name) : store.file(name))
                .orElseThrow(() -> new MissingSecret(
                        variable
                                ? "the environment variable " + name + " is not set for this worker. Set it."
                                : "the secret file " + name + " is not there on this worker. Put it there."));
        if (found.isEmpty()) {
            throw new MissingSecret(
                    (variable ? "the environment variable " : "the secret file ") + name + " is empty.");
        }
        return found;
    }

    private static String percentEncoded(String secret) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : secret.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
