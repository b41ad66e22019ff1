package org.earwitness.app.configuration;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Between the text of a setting and its value. The unit at the end of a name says how numbers are read. */
final class SettingText {
    private SettingText() {}

    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException with the reason and what to write instead, when the text does not fit the type
     */
    static Object parse(String name, Type type, GivenSetting given) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return given.text().isBlank() ? Optional.empty() : Optional.of(parse(name, argument(type, 0), given));
        }
        if (raw == List.class) {
            List<String> texts = given.list()
                    ? given.values()
                    : Arrays.stream(given.text().split(","))
                            .map(String::strip)
                            .filter(s -> !s.isEmpty())
                            .toList();
            return texts.stream()
                    .map(text -> scalar(name, raw(argument(type, 0)), text))
                    .toList();
        }
        if (given.list()) {
            throw new IllegalArgumentException("it is a list. Write one value");
        }
        return scalar(name, raw, given.text());
    }

    /** The text that {@link #parse} reads back as this value. */
    static String format(String name, Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? "" : format(name, optional.get());
        }
        if (value instanceof List<?> list) {
            return String.join(
                    ", ", list.stream().map(entry -> format(name, entry)).toList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, entry) -> sorted.put(String.valueOf(key), String.valueOf(entry)));
            return sorted.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Number number && !(value instanceof Double) && !(value instanceof Float)) {
            return quantity(name).map(q -> q.format(number.longValue())).orElse(number.toString());
        }
        return value.toString();
    }

    /** What may be written, in a few words for the reference. */
    static String describe(String name, Type type) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return describe(name, argument(type, 0)) + ", or nothing";
        }
        if (raw == List.class) {
            return "list of " + describe(name, argument(type, 0));
        }
        if (raw == Map.class) {
            return "names with values";
        }
        if (raw.isEnum()) {
            return String.join(" \\| ", names(raw));
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return "true \\| false";
        }
        if (isWhole(raw)) {
            return quantity(name).map(q -> q.noun().substring(2)).orElse("whole number");
        }
        if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
            return "number";
        }
        if (raw == Path.class) {
            return "path";
        }
        return raw == URI.class ? "address" : "text";
    }

    static boolean isMap(Type type) {
        return raw(type) == Map.class;
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> plain) {
            return plain;
        }
        throw new IllegalStateException("no rule for settings of type " + type);
    }

    static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getActualTypeArguments()[index];
        }
        throw new IllegalStateException("a setting of type " + type + " needs type arguments");
    }

    private static Object scalar(String name, Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        String bare = text.strip();
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("it has no value. Write one, or leave the setting out");
        }
        if (isWhole(type)) {
            return whole(name, type, bare);
        }
        if (type == boolean.class || type == Boolean.class) {
            return truth(bare);
        }
        if (type == double.class || type == Double.class) {
            return number(bare);
        }
        if (type == float.class || type == Float.class) {
            return (float) number(bare);
        }
        if (type.isEnum()) {
            return constant(type, bare);
        }
        if (type == Path.class) {
            return Path.of(bare);
        }
        if (type == URI.class) {
            return URI.create(bare);
        }
        throw new IllegalStateException("no rule for settings of type " + type + " (" + name + ")");
    }

    private static Object whole(String name, Class<?> type, String text) {
        Optional<HumanQuantity> quantity = quantity(name);
        long value;
        try {
            value = quantity.isPresent() ? quantity.get().parse(text) : Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is not a whole number. Write digits only", e);
        }
        if (type == long.class || type == Long.class) {
            return value;
        }
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("it is too large. Write less than " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static boolean truth(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("it is neither true nor false. Write one of them");
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is not a number. Write for instance 0.5", e);
        }
        throw new IllegalArgumentException("it is not a finite number. Write for instance 0.5");
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant)
                    .name()
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-')
                    .equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("it is none of " + String.join(", ", names(type)) + ". Write one of them");
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static boolean isWhole(Class<?> type) {
        return type == int.class || type == Integer.class || type == long.class || type == Long.class;
    }

    private static Optional<HumanQuantity> quantity(String name) {
        if (name.endsWith("Millis") || name.equals("millis")) {
            return Optional.of(HumanQuantity.DURATION);
        }
        return name.endsWith("Bytes") || name.equals("bytes") ? Optional.of(HumanQuantity.SIZE) : Optional.empty();
    }
}
