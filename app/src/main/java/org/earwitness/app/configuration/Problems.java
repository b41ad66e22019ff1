package org.earwitness.app.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Gathers what is wrong while everything is still looked at. One thread at a time. */
final class Problems {
    private final List<String> lines = new ArrayList<>();

    void add(Origin origin, String sentence) {
        lines.add(origin instanceof Origin.Default ? sentence : origin.describe() + ": " + sentence);
    }

    void addUnknown(Origin origin, SettingPath path, Collection<SettingPath> known) {
        add(
                origin,
                "there is no setting " + path
                        + nearest(path, known)
                                .map(near -> ". Did you mean " + near + "?")
                                .orElse(". `earwitness config` lists all settings."));
    }

    /** The nearest path, or, for a name in the wrong group, the path that ends most like it. */
    private static Optional<String> nearest(SettingPath path, Collection<SettingPath> known) {
        Optional<String> last = NearestName.of(
                path.last(), known.stream().map(SettingPath::last).sorted().toList());
        return last.flatMap(name -> NearestName.of(
                        path.toString(),
                        known.stream()
                                .filter(setting -> setting.last().equals(name))
                                .map(SettingPath::toString)
                                .sorted()
                                .toList()))
                .or(() -> NearestName.of(
                        path.toString(),
                        known.stream().map(SettingPath::toString).sorted().toList()))
                .or(() -> last.flatMap(name -> known.stream()
                        .filter(setting -> setting.last().equals(name))
                        .map(SettingPath::toString)
                        .sorted()
                        .findFirst()));
    }

    void refuseIfAny() {
        if (!lines.isEmpty()) {
            throw new InvalidConfiguration(lines);
        }
    }
}
