package org.earwitness.app.run;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of the files that a stream's results are written to: the stream's name where a file system takes it, else a safe one
 * beside it; never two streams in one file. Any thread.
 */
final class FileNames {
    private static final int LONGEST = 120;

    private FileNames() {}

    /** A base name for each stream, without folders and extension. */
    static Map<String, String> of(List<String> streams) {
        Map<String, String> names = new TreeMap<>();
        Map<String, Integer> taken = new HashMap<>();
        for (String stream : streams) {
            String base = safe(stream);
            // Some file systems do not tell upper from lower case.
            int count = taken.merge(base.toLowerCase(Locale.ROOT), 1, Integer::sum);
            while (count > 1 && taken.containsKey((base + "~" + count).toLowerCase(Locale.ROOT))) {
                count++;
            }
            String name = count == 1 ? base : base + "~" + count;
            taken.putIfAbsent(name.toLowerCase(Locale.ROOT), 1);
            names.put(stream, name);
        }
        return names;
    }

    private static String safe(String stream) {
        String flat = stream.replaceAll("[^\\p{L}\\p{N} ._()+,=@#%-]+", "_");
        String visible = flat.startsWith(".") || flat.isBlank() ? "_" + flat : flat;
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST);
    }
}
