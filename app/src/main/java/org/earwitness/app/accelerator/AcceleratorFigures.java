package org.earwitness.app.accelerator;

import java.util.List;
import java.util.Optional;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;

/**
 * What was measured.
 *
 * @param pack which pack
 * @param provider where it ran, as it was asked for
 * @param card which card that was, when nvidia-smi says
 * @param batch largest batch
 * @param bareRate segments a second of the bare loop, both graphs in turn, full batches, nothing decoded
 * @param points one for each number of streams, as they were asked for
 * @param operations floating point operations of a segment, encode and localize
 * @param peakTeraflops what the card can do in this precision, when known
 * @param memory how memory grew, when that was watched
 * @param placements where nodes ran
 * @param agreement of half precision with full, where it can be had
 */
record AcceleratorFigures(
        ModelPack pack,
        String provider,
        Optional<Card> card,
        int batch,
        double bareRate,
        List<Point> points,
        long operations,
        Optional<Double> peakTeraflops,
        Optional<Memory> memory,
        List<Placement> placements,
        Optional<Agreement> agreement) {

    AcceleratorFigures {
        points = List.copyOf(points);
        placements = List.copyOf(placements);
    }

    /**
     * So many streams at once.
     *
     * @param streams how many
     * @param batched with calls gathered into batches
     * @param single with one call a record
     */
    record Point(int streams, StreamCalls batched, StreamCalls single) {
        /** How many times as many segments batches give. */
        double gain() {
            return batched.rate() / single.rate();
        }
    }

    /**
     * How memory grew.
     *
     * @param device whether it is the card's; else it is what this process holds of the machine's
     * @param slope over the batches
     */
    record Memory(boolean device, MemorySlope slope) {}

    /**
     * Answers in half precision beside those in full, after both were rounded to 1e-4.
     *
     * @param segments how many were compared
     * @param sameLabels share with the same label
     * @param sameScores share with the same score too
     * @param largestDifference of a score
     */
    record Agreement(int segments, double sameLabels, double sameScores, double largestDifference) {}

    /** Most segments a second that were answered: streams of one segment a second that this card keeps up with. */
    double bestRate() {
        return points.stream()
                .mapToDouble(point -> point.batched().rate())
                .max()
                .orElse(0);
    }

    /** What the engine reaches of the bare loop. */
    double shareOfBareLoop() {
        return bestRate() / bareRate;
    }

    /** What the engine computes, teraflops. */
    double teraflops() {
        return bestRate() * operations / 1e12;
    }

    /** The share of the card's peak, when that is known. */
    Optional<Double> shareOfPeak() {
        return peakTeraflops.map(peak -> teraflops() / peak);
    }
}
