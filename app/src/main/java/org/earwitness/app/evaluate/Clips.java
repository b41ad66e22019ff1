package org.earwitness.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.NearestName;

/**
 * The clips that a command line names, with their labels.
 *
 * @param clips in the order of the command line, those of a folder by name
 * @param absent what the labels of a folder name and nobody finds there, a sentence each
 */
record Clips(List<LabelledClip> clips, List<String> absent) {
    /** Endings of the files in a folder that are taken for media. */
    private static final Set<String> MEDIA = Set.of(
            "3gp", "aac", "avi", "flac", "flv", "m2ts", "m4a", "m4v", "mka", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg",
            "mts", "ogg", "ogv", "opus", "ts", "wav", "webm", "wmv");

    Clips {
        clips = List.copyOf(clips);
        absent = List.copyOf(absent);
    }

    /**
     * Finds them.
     *
     * @param named files and folders
     * @throws CommandFailed when labels are missing or cannot be read; all clips without labels are named
     */
    static Clips find(List<Path> named) {
        Search search = new Search();
        named.forEach(search::take);
        if (!search.unlabelled.isEmpty()) {
            throw CommandFailed.unusableInput(String.join("\n", search.unlabelled));
        }
        if (search.clips.isEmpty()) {
            throw CommandFailed.unusableInput(
                    "there is no clip in " + named + ". Name media files, or folders of them.");
        }
        return new Clips(search.clips, search.absent);
    }

    /** What was found so far. */
    private static final class Search {
        private final Map<Path, Map<String, List<String>>> labels = new LinkedHashMap<>();
        private final List<LabelledClip> clips = new ArrayList<>();
        private final List<String> unlabelled = new ArrayList<>();
        private final List<String> absent = new ArrayList<>();

        void take(Path named) {
            if (Files.isDirectory(named)) {
                takeFolder(named);
            } else {
                Path folder = named.toAbsolutePath().getParent();
                Path name = named.getFileName();
                if (folder == null || name == null) {
                    throw CommandFailed.usage("'" + named + "' is no clip. Name media files, or folders of them.");
                }
                takeFile(named, name.toString(), labelsOf(folder));
            }
        }

        private void takeFolder(Path folder) {
            Map<String, List<String>> known = labelsOf(folder.toAbsolutePath());
            Set<String> names = new TreeSet<>(media(folder));
            for (String name : known.keySet()) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    names.add(name); // what is labelled is taken for media, whatever it is called
                } else {
                    absent.add(folder.resolve(LabelFile.NAME) + " has labels of " + name
                            + ", but there is no such file. Add it or remove its labels.");
                }
            }
            names.forEach(name -> takeFile(folder.resolve(name), name, known));
        }

        private void takeFile(Path file, String name, Map<String, List<String>> known) {
            if (known.containsKey(name)) {
                clips.add(new LabelledClip(file, Objects.requireNonNull(known.get(name))));
            } else {
                unlabelled.add(file.resolveSibling(LabelFile.NAME) + " has no labels of " + name
                        + NearestName.of(name, known.keySet())
                                .map(near -> " (it has some of " + near + ")")
                                .orElse("")
                        + ". Add them or leave the clip out.");
            }
        }

        private Map<String, List<String>> labelsOf(Path folder) {
            return labels.computeIfAbsent(folder, LabelFile::read);
        }

        private static List<String> media(Path folder) {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.filter(Files::isRegularFile)
                        .map(entry -> entry.getFileName().toString())
                        .filter(Search::isMedia)
                        .sorted()
                        .toList();
            } catch (IOException refused) {
                throw CommandFailed.unusableInput(
                        folder + " cannot be listed: " + refused.getMessage() + ". Check its rights.");
            }
        }

        private static boolean isMedia(String name) {
            return MEDIA.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        }
    }
}
