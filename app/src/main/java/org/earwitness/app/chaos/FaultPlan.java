package org.earwitness.app.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which fault comes in which cycle, by seed: rounds in which every kind comes once, each round in an order of its own. Pure: a run
 * that goes on later goes on with the same plan.
 *
 * @param seed what everything follows from
 * @param kinds the kinds that take part
 */
record FaultPlan(long seed, List<FaultKind> kinds) {
    FaultPlan {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a plan without faults tries nothing");
        }
    }

    /** The fault of a cycle, counted from 1. */
    FaultKind kind(int cycle) {
        List<FaultKind> round = new ArrayList<>(kinds);
        int number = (cycle - 1) / kinds.size();
        Collections.shuffle(round, chance("round", number));
        return round.get((cycle - 1) % kinds.size());
    }

    /** What chance does within a cycle. */
    Random chance(int cycle) {
        return chance("cycle", cycle);
    }

    private Random chance(String what, int number) {
        return new Random(seed * 1_000_003 + number * 31L + what.hashCode());
    }
}
