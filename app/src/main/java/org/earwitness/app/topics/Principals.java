package org.earwitness.app.topics;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earwitness.app.command.CommandFailed;

/**
 * Under which principal each role logs in.
 *
 * @param byRole principal with its type, for instance {@code User:earwitness-ingest}, of every role
 */
record Principals(Map<Role, String> byRole) {
    Principals {
        byRole = Map.copyOf(byRole);
    }

    /**
     * The usual names, with others in their place where they are given.
     *
     * @param given {@code ROLE=NAME}; a name without a type is a user's
     * @throws CommandFailed when a role is unknown or a name empty
     */
    static Principals of(List<String> given) {
        Map<Role, String> byRole = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            byRole.put(role, "User:earwitness-" + role.word());
        }
        for (String text : given) {
            int equals = text.indexOf('=');
            String name = text.substring(equals + 1).strip();
            if (equals <= 0 || name.isEmpty()) {
                throw CommandFailed.usage(
                        "--principal " + text + ": it is not ROLE=NAME. Use for instance localize=User:av-localizer");
            }
            byRole.put(role(text.substring(0, equals)), name.matches("[A-Za-z]+:.+") ? name : "User:" + name);
        }
        return new Principals(byRole);
    }

    String of(Role role) {
        return Optional.ofNullable(byRole.get(role)).orElseThrow();
    }

    private static Role role(String word) {
        return Stream.of(Role.values())
                .filter(role -> role.word().equals(word.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> CommandFailed.usage("there is no role '" + word + "'. Roles are "
                        + Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(", "))));
    }
}
