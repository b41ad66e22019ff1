package org.earwitness.app.configuration;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes records out of settings. A setting that is refused counts as its default while the others are still tried, so that all
 * problems come to light at once. One thread, one use.
 */
final class RecordBinder {
    private static final Origin DEFAULT = new Origin.Default();

    private final Map<SettingPath, GivenSetting> given;
    private final Problems problems;
    private final Set<SettingPath> used = new HashSet<>();

    RecordBinder(Map<SettingPath, GivenSetting> given, Problems problems) {
        this.given = given;
        this.problems = problems;
    }

    /** The record with what was given, and its defaults for all else. */
    Object bind(Object standard, SettingPath at) {
        RecordComponent[] components = standard.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].isAnnotationPresent(PassedThrough.class)
                    ? passedThrough(at, names(components))
                    : value(components[i], standard, at);
        }
        // Entries of a map may leave out what the record around them says for all, so that comes first.
        for (int i = 0; i < components.length; i++) {
            if (values[i] instanceof Map<?, ?> && SettingText.isMap(components[i].getGenericType())) {
                if (!components[i].isAnnotationPresent(PassedThrough.class)) {
                    values[i] = entries(components[i], values[i], components, values, at);
                }
            }
        }
        return construct(standard, components, values, at);
    }

    private static Set<String> names(RecordComponent[] components) {
        return Arrays.stream(components)
                .filter(component -> !component.isAnnotationPresent(PassedThrough.class))
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    /** What was given but belongs to no setting. */
    List<GivenSetting> unused() {
        return given.values().stream()
                .filter(setting -> !used.contains(setting.path()))
                .toList();
    }

    private Object value(RecordComponent component, Object record, SettingPath at) {
        SettingPath path = at.child(component.getName());
        Object standard = SettingShape.read(component, record);
        if (standard instanceof Record) {
            return bind(standard, path);
        }
        return Optional.ofNullable(given.get(path))
                .filter(setting -> !SettingText.isMap(component.getGenericType()))
                .flatMap(setting -> parsed(component.getGenericType(), setting))
                .orElse(standard);
    }

    private Optional<Object> parsed(Type type, GivenSetting setting) {
        used.add(setting.path());
        try {
            return Optional.of(SettingText.parse(setting.path().last(), type, setting));
        } catch (IllegalArgumentException e) {
            problems.add(
                    setting.origin(),
                    setting.path() + " is " + Secrets.shown(setting.path(), "'" + setting.text() + "'") + ": "
                            + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    /** Everything below a record that none of its components takes; Kafka's own names. */
    private Map<String, String> passedThrough(SettingPath record, Set<String> taken) {
        Map<String, String> properties = new TreeMap<>();
        for (GivenSetting setting : given.values()) {
            if (setting.path().isBelow(record) && !taken.contains(setting.path().last())) {
                used.add(setting.path());
                KafkaProperties.refusal(setting.path().last(), taken)
                        .ifPresentOrElse(
                                reason -> problems.add(setting.origin(), reason),
                                () -> properties.put(setting.path().last(), setting.text()));
            }
        }
        return properties;
    }

    private Map<String, Object> entries(
            RecordComponent map, Object standard, RecordComponent[] around, Object[] values, SettingPath at) {
        Map<String, Object> entries = new TreeMap<>();
        ((Map<?, ?>) standard).forEach((name, value) -> entries.put(String.valueOf(name), value));
        SettingPath path = at.child(map.getName());
        Type valueType = SettingText.argument(map.getGenericType(), 1);
        Class<?> raw = SettingText.raw(valueType);
        for (String name : namesBelow(path)) {
            SettingPath entry = path.child(name);
            if (raw.isRecord()) {
                spelledOut(raw, entry);
                Optional.ofNullable(entries.get(name))
                        .or(() -> SettingShape.entryStandard(raw))
                        .or(() -> inherited(raw, around, values))
                        .ifPresent(before -> entries.put(name, checked(name, bind(before, entry), entry)));
            } else {
                Optional.ofNullable(given.get(entry))
                        .flatMap(setting -> parsed(valueType, setting))
                        .ifPresent(value -> entries.put(name, value));
            }
        }
        return entries;
    }

    /** A value alone in the place of an entry is the entry's first setting. */
    private void spelledOut(Class<?> entryType, SettingPath entry) {
        Optional.ofNullable(given.get(entry))
                .filter(setting -> !setting.text().isEmpty()
                        && SettingShape.entryStandard(entryType).isPresent())
                .ifPresent(setting -> {
                    SettingPath first = entry.child(entryType.getRecordComponents()[0].getName());
                    used.add(entry);
                    given.putIfAbsent(first, setting.at(first));
                });
    }

    private Object checked(String name, Object entry, SettingPath at) {
        if (entry instanceof NamedEntry named) {
            named.problem(name).ifPresent(problem -> problems.add(originBelow(at), at + ": " + problem + "."));
        }
        return entry;
    }

    private Origin originBelow(SettingPath at) {
        return given.values().stream()
                .filter(setting -> setting.path().equals(at) || setting.path().isBelow(at))
                .findFirst()
                .map(GivenSetting::origin)
                .orElse(DEFAULT);
    }

    /** An entry that says nothing of its own yet: it has what the record around the map has under the same names. */
    private static Optional<Object> inherited(Class<?> entry, RecordComponent[] around, Object[] values) {
        Map<String, Object> known = new TreeMap<>();
        for (int i = 0; i < around.length; i++) {
            known.put(around[i].getName(), values[i]);
        }
        RecordComponent[] components = entry.getRecordComponents();
        Object[] own =
                Arrays.stream(components).map(c -> known.get(c.getName())).toArray();
        try {
            return Optional.of(constructor(entry, components).newInstance(own));
        } catch (InvocationTargetException e) {
            return Optional.empty(); // what is around it is refused itself, and says so
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("entries of type " + entry + " have names of their own", e);
        }
    }

    private Set<String> namesBelow(SettingPath path) {
        Set<String> names = new TreeSet<>();
        given.keySet().stream()
                .filter(below -> below.isBelow(path))
                .forEach(below -> names.add(below.names().get(path.depth())));
        return names;
    }

    private Object construct(Object standard, RecordComponent[] components, Object[] values, SettingPath at) {
        for (int attempt = 0; attempt <= components.length; attempt++) {
            try {
                return constructor(standard.getClass(), components).newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException refusal)
                        || !takeBack(refusal, standard, components, values, at)) {
                    return standard;
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("configuration record " + standard.getClass() + " cannot be made", e);
            }
        }
        return standard;
    }

    /** Notes why a record refused a value and puts its default there; false when that cannot help. */
    private boolean takeBack(
            IllegalArgumentException refusal,
            Object standard,
            RecordComponent[] components,
            Object[] values,
            SettingPath at) {
        String message = String.valueOf(refusal.getMessage());
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            if (message.startsWith(name + " ")) {
                Object before = SettingShape.read(components[i], standard);
                problems.add(origin(at, name), at.child(name) + message.substring(name.length()));
                boolean changed = !before.equals(values[i]);
                values[i] = before;
                return changed;
            }
        }
        problems.add(DEFAULT, at + ": " + message);
        return false;
    }

    /** Where a setting was given, or, for a default that contradicts another setting, where that one was. */
    private Origin origin(SettingPath at, String name) {
        return Optional.ofNullable(given.get(at.child(name)))
                .or(() -> given.values().stream()
                        .filter(setting -> setting.path().isBelow(at))
                        .findFirst())
                .map(GivenSetting::origin)
                .orElse(DEFAULT);
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components)
            throws NoSuchMethodException {
        return type.getConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    }
}
