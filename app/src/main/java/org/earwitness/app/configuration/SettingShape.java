package org.earwitness.app.configuration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads records: which settings there are, with their defaults and reasons. The records alone know them by name. */
final class SettingShape {
    private SettingShape() {}

    /** All settings of a record and of the records inside it, in the order they are declared. */
    static List<Setting> settings(Object standard, SettingPath at) {
        List<Setting> settings = new ArrayList<>();
        Map<String, String> reasons = reasons(standard.getClass());
        for (RecordComponent component : standard.getClass().getRecordComponents()) {
            SettingPath path = at.child(component.getName());
            Object value = read(component, standard);
            if (value instanceof Record nested) {
                settings.addAll(settings(nested, path));
            } else {
                settings.add(new Setting(
                        path,
                        component.getGenericType(),
                        value,
                        Optional.ofNullable(reasons.get(component.getName())).orElse(""),
                        component.isAnnotationPresent(PassedThrough.class)));
            }
        }
        return settings;
    }

    /** The paths of the records inside a record, the record itself included. */
    static List<SettingPath> groups(Object standard, SettingPath at) {
        List<SettingPath> groups = new ArrayList<>(List.of(at));
        for (RecordComponent component : standard.getClass().getRecordComponents()) {
            if (read(component, standard) instanceof Record nested) {
                groups.addAll(groups(nested, at.child(component.getName())));
            }
        }
        return groups;
    }

    /** What a record holds in one of its components. */
    static Object read(RecordComponent component, Object record) {
        try {
            Object value = component.getAccessor().invoke(record);
            if (value == null) {
                throw new IllegalStateException(record.getClass().getName() + "." + component.getName() + " is null");
            }
            return value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "configuration record " + record.getClass().getName() + " cannot be read; is it public?", e);
        }
    }

    /** The {@code DEFAULTS} of a record type. */
    static Object standard(Class<?> type) {
        try {
            Object standard = type.getField("DEFAULTS").get(null);
            if (standard == null) {
                throw new IllegalStateException(type.getName() + ".DEFAULTS is null");
            }
            return standard;
        } catch (NoSuchFieldException | IllegalAccessException e) {
            throw new IllegalStateException("configuration record " + type.getName() + " has no public DEFAULTS", e);
        }
    }

    /** What an entry of a map has before anything was said; empty where it has that from the record around the map. */
    static Optional<Object> entryStandard(Class<?> type) {
        boolean hasOne = Arrays.stream(type.getFields())
                .anyMatch(field -> field.getName().equals("DEFAULTS"));
        return hasOne ? Optional.of(standard(type)) : Optional.empty();
    }

    /** The settings of one entry of a map of records; none where they are those of the record around the map. */
    static List<Setting> entrySettings(Setting map, String entry) {
        if (!SettingText.isMap(map.type())) {
            return List.of();
        }
        Class<?> raw = SettingText.raw(SettingText.argument(map.type(), 1));
        return raw.isRecord()
                ? entryStandard(raw)
                        .map(standard -> settings(standard, map.path().child(entry)))
                        .orElse(List.of())
                : List.of();
    }

    @SuppressWarnings("unchecked") // each room's record declares Map<String, String> reasons(), which a test checks
    private static Map<String, String> reasons(Class<?> type) {
        try {
            Object reasons = type.getMethod("reasons").invoke(null);
            return reasons instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
        } catch (NoSuchMethodException e) {
            return Map.of();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(type.getName() + ".reasons() cannot be called; is it public?", e);
        }
    }
}
