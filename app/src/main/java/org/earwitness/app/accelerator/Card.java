package org.earwitness.app.accelerator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The card as {@code nvidia-smi} describes it.
 *
 * @param name its model
 * @param driver version of the driver
 * @param memoryMebibytes what it has
 * @param usedMebibytes what is taken of it now, by everybody
 */
record Card(String name, String driver, double memoryMebibytes, double usedMebibytes) {
    private static final long LIMIT_SECONDS = 10;
    private static final String FIELDS = "name,driver_version,memory.total,memory.used";

    /**
     * Largest dense rates by the makers' data sheets, teraflops: float32 outside tensor cores, which is what TF32 switched off
     * leaves, and float16 with tensor cores and float32 sums. The longest name that fits counts.
     */
    private static final Map<String, double[]> PEAKS = peaks();

    /** Asks for the card of this index; empty where there is no such card, or no nvidia-smi to ask. */
    static Optional<Card> ask(int device) {
        List<String> command =
                List.of("nvidia-smi", "--query-gpu=" + FIELDS, "--format=csv,noheader,nounits", "--id=" + device);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? parse(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Reads its first line. */
    static Optional<Card> parse(String answer) {
        String[] fields = answer.lines().findFirst().orElse("").split(",", -1);
        if (fields.length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Card(
                    fields[0].strip(),
                    fields[1].strip(),
                    Double.parseDouble(fields[2].strip()),
                    Double.parseDouble(fields[3].strip())));
        } catch (NumberFormatException e) {
            return Optional.empty(); // "[N/A]": a card that does not tell
        }
    }

    /** Its peak, teraflops; empty for a model that the table does not have. */
    Optional<Double> peakTeraflops(boolean float16) {
        return PEAKS.entrySet().stream()
                .filter(peak -> name.contains(peak.getKey()))
                .max((one, other) ->
                        Integer.compare(one.getKey().length(), other.getKey().length()))
                .map(peak -> peak.getValue()[float16 ? 1 : 0]);
    }

    private static Map<String, double[]> peaks() {
        Map<String, double[]> peaks = new LinkedHashMap<>();
        peaks.put("H200", new double[] {66.9, 989.4});
        peaks.put("H100", new double[] {66.9, 989.4});
        peaks.put("H100 PCIe", new double[] {51.2, 756});
        peaks.put("A100", new double[] {19.5, 312});
        peaks.put("A10", new double[] {31.2, 125});
        peaks.put("A30", new double[] {10.3, 165});
        peaks.put("L4", new double[] {30.3, 121});
        peaks.put("L40S", new double[] {91.6, 362});
        peaks.put("T4", new double[] {8.1, 65});
        peaks.put("V100", new double[] {15.7, 125});
        return peaks;
    }
}
