package org.earwitness.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.ingest.source.MediaAddress;

/**
 * Names streams by what they are read from: a file's name, with as much of its path as tells equal names apart; a URL without
 * credentials and query; or the name that was put in front, {@code NAME=MEDIA}.
 */
public final class StreamNames {
    /** No slash and no colon before the sign, so that neither a path nor a URL with one in its query is taken for a name. */
    private static final Pattern NAMED = Pattern.compile("([^=/:]+)=(.+)", Pattern.DOTALL);

    private StreamNames() {}

    /** An argument taken apart. */
    private record Argument(Optional<String> name, MediaAddress address) {
        static Argument parse(String text) {
            Matcher named = NAMED.matcher(text);
            // A file of that very name wins: the shell completed it.
            if (named.matches() && !Path.of(text).toFile().exists()) {
                return new Argument(Optional.of(named.group(1)), new MediaAddress(named.group(2)));
            }
            return new Argument(Optional.empty(), new MediaAddress(text));
        }

        /** What makes two arguments the same media. */
        String identity() {
            if (address.isUrl()) {
                return address.text();
            }
            try {
                return address.path().toRealPath().toString();
            } catch (IOException e) {
                // Not there, or not to be read: opening it will say so, for this file alone.
                return address.path().toAbsolutePath().normalize().toString();
            }
        }

        Path absolute() {
            return address.path().toAbsolutePath().normalize();
        }
    }

    /**
     * Names the streams of a command line, in its order.
     *
     * @param arguments {@code MEDIA} or {@code NAME=MEDIA} each
     * @throws IllegalArgumentException when the same media is given twice, or two streams would have one name
     */
    public static List<NamedMedia> name(List<String> arguments) {
        List<Argument> parsed = arguments.stream().map(Argument::parse).toList();
        refuseRepeated(parsed);
        List<Path> unnamedPaths = parsed.stream()
                .filter(argument ->
                        argument.name().isEmpty() && !argument.address().isUrl())
                .map(Argument::absolute)
                .toList();
        Map<String, NamedMedia> named = new LinkedHashMap<>();
        for (Argument argument : parsed) {
            String stream = argument.name().orElseGet(() -> derived(argument, unnamedPaths));
            NamedMedia former =
                    named.put(stream, new NamedMedia(stream, argument.address().text()));
            if (former != null) {
                throw new IllegalArgumentException("two streams would be called '" + stream + "': "
                        + new MediaAddress(former.address()) + " and " + argument.address()
                        + ". Give one another name: NAME=MEDIA.");
            }
        }
        return List.copyOf(named.values());
    }

    private static void refuseRepeated(List<Argument> parsed) {
        Map<String, Argument> seen = new LinkedHashMap<>();
        for (Argument argument : parsed) {
            if (seen.put(argument.identity(), argument) != null) {
                throw new IllegalArgumentException(
                        argument.address() + " is given twice. Each file or URL is one stream; name it once.");
            }
        }
    }

    private static String derived(Argument argument, List<Path> all) {
        if (argument.address().isUrl()) {
            return argument.address().shown();
        }
        Path path = argument.absolute();
        List<Path> others = new ArrayList<>(all);
        others.remove(path);
        for (int length = 1; length <= path.getNameCount(); length++) {
            Path end = path.subpath(path.getNameCount() - length, path.getNameCount());
            if (others.stream().noneMatch(other -> other.endsWith(end))) {
                return end.toString();
            }
        }
        return path.toString();
    }
}
