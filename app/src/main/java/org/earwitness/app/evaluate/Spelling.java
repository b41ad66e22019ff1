package org.earwitness.app.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.NearestName;

/** Holds labels of clips against those of a pack: another spelling would count as wrong without anybody noticing. */
final class Spelling {
    private Spelling() {}

    /**
     * Requires that all labels are the pack's.
     *
     * @throws CommandFailed naming every label that is not, with its clip, its seconds and the nearest of the pack's
     */
    static void require(List<LabelledClip> clips, List<String> known) {
        List<String> wrong = new ArrayList<>();
        for (LabelledClip clip : clips) {
            unknown(clip, known)
                    .forEach((label, seconds) -> wrong.add(clip.file() + ": '" + label + "' at " + text(seconds)
                            + " is no label of the pack"
                            + NearestName.of(label, known)
                                    .map(near -> ". Did you mean " + near + "?")
                                    .orElse("")));
        }
        if (!wrong.isEmpty()) {
            throw CommandFailed.unusableInput(String.join("\n", wrong) + "\nThe pack's labels are "
                    + String.join(", ", known) + ". Correct " + LabelFile.NAME + " or use another pack.");
        }
    }

    private static Map<String, SortedSet<Integer>> unknown(LabelledClip clip, List<String> known) {
        Map<String, SortedSet<Integer>> unknown = new LinkedHashMap<>();
        for (int second = 0; second < clip.labels().size(); second++) {
            String label = clip.labels().get(second);
            if (!known.contains(label)) {
                unknown.computeIfAbsent(label, any -> new TreeSet<>()).add(second);
            }
        }
        return unknown;
    }

    /** {@code second 3}, or {@code seconds 3-7, 9}. */
    private static String text(SortedSet<Integer> seconds) {
        List<String> ranges = new ArrayList<>();
        int first = seconds.first();
        for (int second : seconds) {
            if (!seconds.contains(second - 1)) {
                first = second;
            }
            if (!seconds.contains(second + 1)) {
                ranges.add(first == second ? String.valueOf(second) : first + "-" + second);
            }
        }
        return (seconds.size() == 1 ? "second " : "seconds ") + String.join(", ", ranges);
    }
}
