package org.earwitness.app.configuration;

import java.util.List;

/** The configuration cannot be used; holds every problem that was found, not only the first. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    InvalidConfiguration(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line a problem: origin, path, value, reason, what to do. */
    public List<String> problems() {
        return problems;
    }
}
