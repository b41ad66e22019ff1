package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earwitness.app.comparison.Verdict.Pack;

/**
 * Which packs answered.
 *
 * @param before those of the first pass, in the order in which they come
 * @param now those of the replay
 * @param differ whether some segment was answered by another pack than the first time
 */
public record Packs(List<Pack> before, List<Pack> now, boolean differ) {
    public Packs {
        before = List.copyOf(before);
        now = List.copyOf(now);
    }

    /** The packs of a replay. */
    public static Packs of(List<BothPasses> streams) {
        Set<Pack> before = new LinkedHashSet<>();
        Set<Pack> now = new LinkedHashSet<>();
        boolean differ = false;
        for (BothPasses passes : streams) {
            for (Verdict replayed : passes.replayed().events().values()) {
                now.add(replayed.pack());
                Verdict original = passes.original().events().get(replayed.place());
                if (original != null) {
                    before.add(original.pack());
                    differ |= !original.pack().digest().equals(replayed.pack().digest());
                }
            }
        }
        return new Packs(new ArrayList<>(before), new ArrayList<>(now), differ);
    }

    /** The packs as a person reads them. */
    static String names(List<Pack> packs) {
        return packs.isEmpty()
                ? "nothing"
                : String.join(", ", packs.stream().map(Pack::toString).toList());
    }
}
