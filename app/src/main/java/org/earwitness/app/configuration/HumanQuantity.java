package org.earwitness.app.configuration;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 30s}, {@code 1.5h}, {@code 2MiB}; a bare number is in the setting's unit. */
enum HumanQuantity {
    DURATION(
            "a duration",
            "500ms, 30s, 5m, 2h or 7d",
            "d",
            86_400_000L,
            "h",
            3_600_000L,
            "m",
            60_000L,
            "s",
            1_000L,
            "ms",
            1L),
    SIZE(
            "a size",
            "4096, 64KiB, 2MiB or 1GiB",
            "GiB",
            1L << 30,
            "MiB",
            1L << 20,
            "KiB",
            1L << 10,
            "GB",
            1_000_000_000L,
            "MB",
            1_000_000L,
            "KB",
            1_000L,
            "B",
            1L);

    private static final Pattern TEXT = Pattern.compile("([+-]?[0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)");

    private final String noun;
    private final String examples;
    /** Factor of each unit, largest first of its system. */
    private final Map<String, Long> units = new LinkedHashMap<>();

    HumanQuantity(String noun, String examples, Object... units) {
        this.noun = noun;
        this.examples = examples;
        for (int i = 0; i < units.length; i += 2) {
            this.units.put((String) units[i], (Long) units[i + 1]);
        }
    }

    /** The quantity in its smallest unit: milliseconds, bytes. */
    long parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw refusal();
        }
        long factor = factor(matcher.group(2));
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(factor))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "it is no whole number of " + smallest() + ". Write for instance " + examples, e);
        }
    }

    /** The quantity in the largest unit that leaves a whole number. */
    String format(long quantity) {
        if (quantity != 0) {
            for (Map.Entry<String, Long> unit : units.entrySet()) {
                if (quantity % unit.getValue() == 0 && !isDecimalSize(unit.getKey())) {
                    return quantity / unit.getValue() + (unit.getKey().equals("B") ? "" : unit.getKey());
                }
            }
        }
        return this == DURATION ? quantity + smallest() : Long.toString(quantity);
    }

    String noun() {
        return noun;
    }

    private long factor(String unit) {
        if (unit.isEmpty()) {
            return 1;
        }
        return units.entrySet().stream()
                .filter(known -> this == DURATION
                        ? known.getKey().equals(unit)
                        : known.getKey().toLowerCase(Locale.ROOT).equals(unit.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(this::refusal);
    }

    private IllegalArgumentException refusal() {
        return new IllegalArgumentException("it is not " + noun + ". Write for instance " + examples);
    }

    private String smallest() {
        return this == DURATION ? "ms" : "bytes";
    }

    private static boolean isDecimalSize(String unit) {
        return unit.length() == 2 && unit.endsWith("B");
    }
}
