package org.earwitness.inference;

import java.util.Map;

/**
 * How packs are run.
 *
 * @param provider cpu, cuda, tensorrt or auto
 * @param device index of the accelerator
 * @param permits how many CPU calls run at the same time; 0 means one a core
 * @param batchSize most segments one accelerator call takes
 * @param batchDelayMillis how long a batch waits for company, milliseconds
 * @param deadlineMillis longest a call may take, waiting included, milliseconds
 */
public record InferenceConfig(
        Provider provider, int device, int permits, int batchSize, long batchDelayMillis, long deadlineMillis) {

    /** Which execution provider was asked for. */
    public enum Provider {
        CPU,
        CUDA,
        TENSORRT,
        AUTO
    }

    public static final InferenceConfig DEFAULTS = new InferenceConfig(Provider.CPU, 0, 0, 8, 2, 5_000);

    public InferenceConfig {
        require(device >= 0, "device", device, "there is no accelerator with that index", "Use 0 or more");
        require(permits >= 0, "permits", permits, "it counts calls", "Use 0 for one a core, or more");
        require(batchSize >= 1 && batchSize <= 256, "batchSize", batchSize, "it is outside 1 to 256", "Use 8 to 64");
        require(
                batchDelayMillis >= 0 && batchDelayMillis <= 1_000,
                "batchDelayMillis",
                batchDelayMillis,
                "it is outside 0 to 1000 ms",
                "Use 2");
        require(
                deadlineMillis >= 10 && deadlineMillis <= 60_000,
                "deadlineMillis",
                deadlineMillis,
                "it is outside 10 to 60000 ms",
                "Use 5000");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "provider",
                        "Where models run: cpu, cuda, tensorrt or auto; cpu, because it is everywhere and gives the same bits.",
                "device", "Which accelerator; the first.",
                "permits", "CPU calls at the same time; 0 takes one a core, more only makes each slower.",
                "batchSize",
                        "Most segments in one accelerator call; 8 fills small cards. CPU calls are always single, for the same bits.",
                "batchDelayMillis", "How long a batch waits for company; 2 ms is below what a viewer notices.",
                "deadlineMillis",
                        "Longest a call may take; 5 s keeps three calls inside the transaction time-out of 15 s.");
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
