package org.earwitness.inference.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.inference.Placement;

/**
 * The runtime's profile of the calls since a session was opened, in a folder of its own that is deleted with it. Parses the
 * trace event format: a node is an event of category {@code Node} whose name ends in {@code _kernel_time}.
 */
final class NodeProfile {
    static final String KERNEL = "_kernel_time";
    private final Path folder;

    private NodeProfile(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder; empty where there is no room for one, and then nothing is measured. */
    static Optional<NodeProfile> inTemporaryFolder() {
        try {
            return Optional.of(new NodeProfile(Files.createTempDirectory("earwitness-profile")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the runtime is to call its file; it adds a time. */
    String prefix() {
        return folder.resolve("nodes").toString();
    }

    /** What the file says about the last call. */
    Map<String, Placement.Share> read(Path file) throws IOException {
        return parse(events(file));
    }

    /** Its events, as the runtime wrote them. */
    JsonNode events(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    /** Deletes folder and file. */
    void delete() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A few kilobytes stay in the temporary folder.
            return;
        }
    }

    /** Of each node the last event counts: earlier ones hold what only the first calls pay for. */
    static Map<String, Placement.Share> parse(JsonNode events) {
        Map<String, Run> last = new LinkedHashMap<>();
        for (JsonNode event : events) {
            String name = event.path("name").asText();
            if (event.path("cat").asText().equals("Node") && name.endsWith(KERNEL)) {
                String provider = event.path("args").path("provider").asText();
                last.put(
                        event.path("args").path("node_index").asText() + name,
                        new Run(provider, event.path("dur").asLong()));
            }
        }
        double all = last.values().stream().mapToLong(Run::micros).sum();
        Map<String, Integer> nodes = new HashMap<>();
        Map<String, Long> micros = new HashMap<>();
        last.values().forEach(run -> {
            nodes.merge(run.provider(), 1, Integer::sum);
            micros.merge(run.provider(), run.micros(), Long::sum);
        });
        Map<String, Placement.Share> shares = new HashMap<>();
        nodes.forEach((provider, count) -> {
            // Nodes that take less than the clock shows are counted by their number.
            double share = all > 0 ? Objects.requireNonNull(micros.get(provider)) / all : (double) count / last.size();
            shares.put(provider, new Placement.Share(count, share));
        });
        return shares;
    }

    private record Run(String provider, long micros) {}
}
