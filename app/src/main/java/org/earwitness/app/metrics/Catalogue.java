package org.earwitness.app.metrics;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All meters there are, united from the rooms' {@code meters.yaml}; the page docs/metrics.md is made of it, and a meter outside
 * it fails the tests.
 *
 * @param rooms the meters of each room, in the order a segment meets the rooms
 * @param families meters of libraries
 */
public record Catalogue(List<Room> rooms, List<MeterFamily> families) {
    private static final List<String> ROOMS = List.of("schemas", "ingest", "inference", "streaming", "app");
    private static final ObjectMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /**
     * The meters of one room.
     *
     * @param name the room
     * @param meters its meters, by name
     */
    public record Room(String name, List<MeterDescription> meters) {
        public Room {
            meters = meters.stream()
                    .sorted(Comparator.comparing(MeterDescription::name))
                    .toList();
        }
    }

    public Catalogue {
        rooms = List.copyOf(rooms);
        families = List.copyOf(families);
    }

    /** The catalogue of the rooms on the class path. */
    public static Catalogue load() {
        List<Room> rooms = new ArrayList<>();
        for (String room : ROOMS) {
            List<MeterDescription> meters =
                    read("/org/earwitness/" + room + "/meters.yaml", new TypeReference<List<MeterDescription>>() {});
            for (MeterDescription meter : meters) {
                if (!meter.name().startsWith("earwitness." + room + ".")) {
                    throw new IllegalStateException(
                            "the room " + room + " describes " + meter.name() + ", which is not a meter of its own");
                }
            }
            rooms.add(new Room(room, meters));
        }
        return new Catalogue(
                rooms, read("/org/earwitness/app/meter-families.yaml", new TypeReference<List<MeterFamily>>() {}));
    }

    /** The description of a meter, if it is one of ours. */
    public Optional<MeterDescription> describe(String meter) {
        return rooms.stream()
                .flatMap(room -> room.meters().stream())
                .filter(known -> known.name().equals(meter))
                .findFirst();
    }

    /** The family a meter belongs to, if a library made it. */
    public Optional<MeterFamily> family(String meter) {
        return families.stream()
                .filter(known -> meter.startsWith(known.prefix()))
                .findFirst();
    }

    private static <T> List<T> read(String resource, TypeReference<List<T>> type) {
        try (InputStream stream = Catalogue.class.getResourceAsStream(resource)) {
            return stream == null ? List.of() : YAML.readValue(stream, type);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " is not a list of meters: " + e.getMessage(), e);
        }
    }
}
