package org.earwitness.bench.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.Waiting;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** Whether one camera that misbehaves delays the others: phases with and without it take turns. */
public final class OneBroken implements Measurement {
    private static final int CAMERAS = 16;
    private static final long PHASE_MILLIS = 24_000;

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Section measure(Workbench workbench) {
        Camera.Film film = Rig.film(workbench, 600, "320x180", 400_000);
        List<Double> changes = new ArrayList<>();
        List<Double> sound = new ArrayList<>();
        List<Double> broken = new ArrayList<>();
        try (Rig rig = new Rig(workbench, film, CAMERAS)) {
            Waiting.millis(15_000);
            for (int pair = 0; pair < workbench.effort().rounds() * 2; pair++) {
                double without = phase(rig, false);
                double with = phase(rig, true);
                sound.add(without);
                broken.add(with);
                changes.add(with - without);
            }
        }
        double change = Figures.of(changes).median();
        double usual = Figures.of(sound).median();
        Table table = new Table("of the 15 others", "all sound ms", "one broken ms", "change ms", "target");
        table.row(
                "p99 from the end of a second to its segment on the broker",
                Figures.of(sound).text(0),
                Figures.of(broken).text(0),
                Figures.of(changes).text(0),
                Target.atMost(Math.max(50, usual * 0.05)).verdict(Math.rint(change)));
        return new Section(
                "One broken stream of sixteen",
                String.format(
                        Locale.ROOT,
                        "16 cameras; in every second phase of %d s one of them hangs, comes back, is gone and comes back, again "
                                + "and again. Median (least to most) over %d pairs of phases.",
                        PHASE_MILLIS / 1_000,
                        changes.size()),
                table);
    }

    private static double phase(Rig rig, boolean breaks) {
        rig.forget();
        long begin = System.currentTimeMillis();
        Camera.Mode[] modes = {Camera.Mode.HANGS, Camera.Mode.FILMS, Camera.Mode.GONE, Camera.Mode.FILMS};
        for (int step = 0; step < modes.length; step++) {
            if (breaks) {
                rig.camera(0).turn(modes[step]);
            }
            Waiting.millis(PHASE_MILLIS / modes.length);
        }
        List<Double> delays = rig.arrived().stream()
                .filter(arrived -> !arrived.stream().equals(Rig.name(0)) && arrived.appendedMillis() >= begin)
                .map(arrived -> (double) arrived.delayMillis())
                .toList();
        return Figures.of(delays).quantile(0.99);
    }
}
