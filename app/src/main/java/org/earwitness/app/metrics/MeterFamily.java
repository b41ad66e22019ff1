package org.earwitness.app.metrics;

/**
 * Meters that a library names and describes itself; the catalogue knows them by their prefix.
 *
 * @param prefix what their names begin with
 * @param source which library, and where it describes them
 * @param meaning what they are good for
 */
public record MeterFamily(String prefix, String source, String meaning) {
    public MeterFamily {
        if (prefix.isBlank() || prefix.startsWith("earwitness")) {
            throw new IllegalArgumentException(
                    "the family '" + prefix + "' would hide meters of our own, which are described one by one.");
        }
    }
}
