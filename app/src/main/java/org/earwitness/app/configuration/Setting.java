package org.earwitness.app.configuration;

import java.lang.reflect.Type;

/**
 * One setting as its record declares it.
 *
 * @param path where it is
 * @param type Java type of the record's component
 * @param standard its default
 * @param reason what it is for, and why its default is what it is, in one line
 * @param passedThrough whether it takes every name its record does not know
 */
record Setting(SettingPath path, Type type, Object standard, String reason, boolean passedThrough) {

    /** Whether it can be set by one environment variable of its own. */
    boolean hasVariable() {
        return !SettingText.isMap(type);
    }
}
