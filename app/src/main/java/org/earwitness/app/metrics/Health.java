package org.earwitness.app.metrics;

/** Answers the three questions an orchestrator asks. Any thread asks; answers come at once, from what is known already. */
public interface Health {

    /** Whether the process can still do its work at all; if not, it should be started anew. */
    Condition live();

    /** Whether it does its work now: connected, warm, partitions assigned. One silent stream never makes it unready. */
    Condition ready();

    /** Whether everything was opened once; until then liveness is not judged. */
    Condition started();

    /**
     * An answer.
     *
     * @param holds yes or no
     * @param reason in words, for whoever reads the answer
     */
    record Condition(boolean holds, String reason) {
        /** Yes. */
        public static Condition yes() {
            return new Condition(true, "ok");
        }

        /** No, because. */
        public static Condition no(String reason) {
            return new Condition(false, reason);
        }
    }
}
