package org.earwitness.app.configuration;

import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was probably meant, by the number of letters to add, drop, change or swap. */
public final class NearestName {
    private NearestName() {}

    /** The nearest known name; empty when none is closer than half the length of what was written. */
    public static Optional<String> of(String written, Iterable<String> known) {
        int limit = Math.max(2, written.length() / 2);
        Optional<String> nearest = Optional.empty();
        for (String name : known) {
            int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < limit) {
                limit = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /** Optimal string alignment distance: edits of single letters and swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(edits[i - 1][j - 1] + change, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, edits[i - 2][j - 2] + 1);
                }
                edits[i][j] = best;
            }
        }
        return edits[a.length()][b.length()];
    }
}
