package org.earwitness.inference;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How packs are run.
 *
 * @param provider cpu, cuda, tensorrt or auto
 * @param device index of the accelerator
 * @param permits how many CPU calls run at the same time; 0 means one a core
 * @param batchSize most segments one accelerator call takes; the largest bucket
 * @param buckets smaller sizes that a batch is padded to when it fits, ascending; none for batchSize alone
 * @param batchDelayMillis how long a batch waits for company, milliseconds
 * @param deadlineMillis longest a call may take, waiting included, milliseconds
 * @param float16 whether TensorRT may compute in half precision
 * @param engineCache folder where TensorRT keeps the engines it built; empty builds them at every start
 */
public record InferenceConfig(
        Provider provider,
        int device,
        int permits,
        int batchSize,
        List<Integer> buckets,
        long batchDelayMillis,
        long deadlineMillis,
        boolean float16,
        Optional<Path> engineCache) {

    private static final int MOST_BUCKETS = 4;

    /** Which execution provider was asked for. */
    public enum Provider {
        CPU,
        CUDA,
        TENSORRT,
        AUTO
    }

    public static final InferenceConfig DEFAULTS =
            new InferenceConfig(Provider.CPU, 0, 0, 8, List.of(), 2, 5_000, false, Optional.empty());

    public InferenceConfig {
        buckets = List.copyOf(buckets);
        require(device >= 0, "device", device, "there is no accelerator with that index", "Use 0 or more");
        require(permits >= 0, "permits", permits, "it counts calls", "Use 0 for one a core, or more");
        require(batchSize >= 1 && batchSize <= 256, "batchSize", batchSize, "it is outside 1 to 256", "Use 8 to 64");
        require(
                buckets.size() < MOST_BUCKETS && ascending(buckets, batchSize),
                "buckets",
                buckets,
                "it is not a list of up to 3 sizes that grow and stay below batchSize (" + batchSize + ")",
                "Use for instance 8, 16 with a batchSize of 64, or nothing");
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
        require(
                !float16 || provider == Provider.TENSORRT,
                "float16",
                true,
                "only tensorrt computes in half precision, and the provider is "
                        + provider.toString().toLowerCase(Locale.ROOT),
                "Use false, or provider tensorrt");
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
                "buckets",
                        "Smaller sizes an accelerator batch is padded to when it fits; none, so that every call runs the same kernels.",
                "batchDelayMillis", "How long a batch waits for company; 2 ms is below what a viewer notices.",
                "deadlineMillis",
                        "Longest a call may take; 5 s keeps three calls inside the transaction time-out of 15 s.",
                "float16",
                        "Whether TensorRT may compute in half precision; off, because events may then differ from other machines'.",
                "engineCache",
                        "Where TensorRT keeps engines; empty, they are built again at each start, which takes minutes.");
    }

    /** Every size a batch can have on an accelerator, ascending; the last is {@link #batchSize}. */
    public List<Integer> allBuckets() {
        return Stream.concat(buckets.stream(), Stream.of(batchSize)).toList();
    }

    private static boolean ascending(List<Integer> buckets, int batchSize) {
        return IntStream.range(0, buckets.size())
                .allMatch(i -> buckets.get(i) >= 1
                        && buckets.get(i) < (i + 1 < buckets.size() ? buckets.get(i + 1) : batchSize));
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
