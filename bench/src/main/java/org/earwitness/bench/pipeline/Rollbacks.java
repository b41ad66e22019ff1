package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;
import org.earwitness.schemas.PackReference;

/** How soon a bad pack answers nothing more once somebody has said so, while streams run at their own pace. */
public final class Rollbacks implements Measurement {
    private static final Target TARGET = Target.atMost(1);
    private static final int THOROUGH = 20;
    private static final int QUICK = 2;
    private static final long SETTLING_SECONDS = 3;

    @Override
    public String name() {
        return "rollback";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        int rollbacks = workbench.effort().rounds() > 1 ? THOROUGH : QUICK;
        int streams = workbench.effort().streams();
        PackReference good = SwapRig.pack(workbench, "starter");
        PackReference bad = SwapRig.pack(workbench, "psp");
        List<Double> decided = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        try (SwapRig rig = SwapRig.start(workbench)) {
            SwapReader events = rig.awaitStreams(streams);
            rig.assign(good, Optional.empty());
            rig.awaitPack(good, streams);
            for (int i = 0; i < rollbacks; i++) {
                rig.requireAlive();
                rig.assign(bad, Optional.of(good));
                rig.awaitPack(bad, streams);
                events.readFor(SETTLING_SECONDS);
                long begin = System.nanoTime();
                long said = rig.rollBack(good, bad);
                rig.awaitPack(good, streams);
                read.add((System.nanoTime() - begin) / 1e9);
                decided.add(Math.max(0, events.newestAppendOf(bad.getDigest()) - said) / 1e3);
            }
            return section(rollbacks, streams, Figures.of(decided), Figures.of(read));
        }
    }

    private static Section section(int rollbacks, int streams, Figures decided, Figures read) {
        Table table = new Table("figure", "p50 s", "largest s", "target");
        double largest = Math.rint(100 * decided.quantile(1)) / 100;
        table.row(
                "from the rollback's append to that of the last segment the bad pack answers",
                number(decided.quantile(0.5)),
                number(largest),
                TARGET.verdict(largest));
        table.row(
                "from the command until the newest event of every stream is the former pack's",
                number(read.quantile(0.5)),
                number(read.quantile(1)),
                "");
        return new Section(
                "Rollbacks",
                rollbacks + " rollbacks under " + streams + " live streams, through `av.models` as `./earwitness models"
                        + " rollback` writes it, each after all streams had changed to another pack with another encoder."
                        + " Both times of the first row are the broker's; the second row also waits for the next segment,"
                        + " which comes up to a second later, and for its event.",
                table);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
