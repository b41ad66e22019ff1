package org.earwitness.app.configuration;

import java.util.Map;
import java.util.Optional;

/**
 * Where metrics and health are served.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for any free one; empty serves nothing
 */
public record MetricsConfig(String host, Optional<Integer> port) {
    public static final MetricsConfig DEFAULTS = new MetricsConfig("127.0.0.1", Optional.empty());

    public MetricsConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "host is empty: there is nothing to listen on. Use 127.0.0.1, or 0.0.0.0 in a container.");
        }
        if (port.isPresent() && (port.get() < 0 || port.get() > 65_535)) {
            throw new IllegalArgumentException(
                    "port is " + port.get() + ": it is outside 0 to 65535. Use 9464, or 0 for any free one.");
        }
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "host",
                        "Address that /metrics and /health listen on; loopback, because they are open to whoever reaches them.",
                "port", "Their port, 0 for any free one; none, so that two processes on a machine do not collide.");
    }

    /** The same on another port. */
    public MetricsConfig withPort(int other) {
        return new MetricsConfig(host, Optional.of(other));
    }
}
