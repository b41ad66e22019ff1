package org.earwitness.app.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells which meters of a registry the catalogue does not know, or knows otherwise. */
public final class CatalogueCheck {
    private final Catalogue catalogue;

    /** A check against this catalogue. */
    public CatalogueCheck(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** One sentence a meter that is not as described; empty when all are. */
    public List<String> strangers(MeterRegistry registry) {
        Set<String> strangers = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            stranger(meter).ifPresent(strangers::add);
        }
        return List.copyOf(strangers);
    }

    private Optional<String> stranger(Meter meter) {
        String name = meter.getId().getName();
        Optional<MeterDescription> description = catalogue.describe(name);
        if (description.isEmpty()) {
            return catalogue.family(name).isPresent()
                    ? Optional.empty()
                    : Optional.of(name + " is not in the catalogue. Describe it in the meters.yaml of its room.");
        }
        MeterDescription known = description.get();
        if (known.type() != type(meter.getId().getType())) {
            return Optional.of(
                    name + " is a " + meter.getId().getType() + ", the catalogue says " + known.type() + ".");
        }
        Set<String> tags =
                meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        return tags.equals(new TreeSet<>(known.tags()))
                ? Optional.empty()
                : Optional.of(
                        name + " has the tags " + tags + ", the catalogue says " + new TreeSet<>(known.tags()) + ".");
    }

    private static MeterDescription.Type type(Meter.Type type) {
        return switch (type) {
            case COUNTER -> MeterDescription.Type.COUNTER;
            case TIMER, LONG_TASK_TIMER -> MeterDescription.Type.TIMER;
            case DISTRIBUTION_SUMMARY -> MeterDescription.Type.SUMMARY;
            case GAUGE, OTHER -> MeterDescription.Type.GAUGE;
        };
    }
}
