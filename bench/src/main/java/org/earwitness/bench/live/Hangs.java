package org.earwitness.bench.live;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.Waiting;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** How soon a camera that hangs or is gone is noticed, and how soon the first segment is there when it is back. */
public final class Hangs implements Measurement {
    private static final int CAMERAS = 16;
    private static final long SEED = 1;
    private static final long LIMIT_MILLIS = 30_000;

    @Override
    public String name() {
        return "hang";
    }

    @Override
    public Section measure(Workbench workbench) {
        Camera.Film film = Rig.film(workbench, 600, "320x180", 400_000);
        RandomGenerator random = new SplittableRandom(SEED);
        List<Double> hangs = new ArrayList<>();
        List<Double> gone = new ArrayList<>();
        List<Double> backAfterHang = new ArrayList<>();
        List<Double> backAfterGone = new ArrayList<>();
        try (Rig rig = new Rig(workbench, film, CAMERAS)) {
            require(
                    Waiting.until(
                            () -> rig.arrived().stream()
                                            .map(Rig.Arrived::stream)
                                            .distinct()
                                            .count()
                                    == CAMERAS,
                            LIMIT_MILLIS),
                    "not all cameras gave a segment");
            for (int round = 0; round < workbench.effort().rounds() * 2; round++) {
                Camera.Mode mode = round % 2 == 0 ? Camera.Mode.HANGS : Camera.Mode.GONE;
                long[] turned = new long[CAMERAS];
                for (int camera = 0; camera < CAMERAS; camera++) {
                    Waiting.millis(random.nextLong(100));
                    rig.camera(camera).turn(mode);
                    turned[camera] = System.currentTimeMillis();
                }
                Waiting.millis(6_000 + random.nextLong(4_000));
                for (int camera = 0; camera < CAMERAS; camera++) {
                    long noticed = noticed(rig, camera, turned[camera]);
                    (mode == Camera.Mode.HANGS ? hangs : gone).add((noticed - turned[camera]) / 1e3);
                }
                for (int camera = 0; camera < CAMERAS; camera++) {
                    Waiting.millis(random.nextLong(200));
                    rig.camera(camera).turn(Camera.Mode.FILMS);
                    turned[camera] = System.currentTimeMillis();
                }
                for (int camera = 0; camera < CAMERAS; camera++) {
                    double back = (firstSegment(rig, camera, turned[camera]) - turned[camera]) / 1e3;
                    (mode == Camera.Mode.HANGS ? backAfterHang : backAfterGone).add(back);
                }
                Waiting.millis(11_000);
            }
        }
        Table table = new Table("what", "times", "p50 s", "p99 s", "most s", "target p50 / p99");
        row(table, "camera hangs, connection open: until `STALLED` is told", hangs, 5, 5);
        row(table, "camera is gone: until `BACKING_OFF` is told", gone, 5, 5);
        row(table, "back after a hang: until its first segment is on the broker", backAfterHang, 2, 5);
        row(table, "back after it was gone: until its first segment is on the broker", backAfterGone, 2, 5);
        return new Section(
                "Cameras that hang or are gone",
                CAMERAS
                        + " cameras of 320x180 at 25 frames/s with sound, MPEG-TS over HTTP, one ingest process, a broker in "
                        + "another. All are turned off within a second or two and on again 6 to 10 s later. A first segment is a "
                        + "whole UTC second, so that 1.5 s of the way back are the wait for it on the average.",
                table);
    }

    private static void row(Table table, String what, List<Double> seconds, double p50, double p99) {
        Figures figures = Figures.of(seconds);
        double median = Math.round(figures.median() * 100) / 100.0;
        double worst = Math.round(figures.quantile(0.99) * 100) / 100.0;
        table.row(
                what,
                Integer.toString(seconds.size()),
                Double.toString(median),
                Double.toString(worst),
                Double.toString(Math.round(figures.quantile(1) * 100) / 100.0),
                Target.atMost(p50).verdict(median) + " / " + Target.atMost(p99).verdict(worst));
    }

    private static long noticed(Rig rig, int camera, long sinceMillis) {
        String stream = Rig.name(camera);
        return rig.told().stream()
                .filter(told -> told.stream().equals(stream) && told.toldMillis() >= sinceMillis)
                .filter(told -> !told.cause().isEmpty())
                .mapToLong(Rig.Told::toldMillis)
                .min()
                .orElseThrow(() -> new IllegalStateException(stream + " was not seen to be away"));
    }

    private static long firstSegment(Rig rig, int camera, long sinceMillis) {
        String stream = Rig.name(camera);
        Supplier<OptionalLong> first = () -> rig.arrived().stream()
                .filter(arrived -> arrived.stream().equals(stream) && arrived.appendedMillis() >= sinceMillis)
                .mapToLong(Rig.Arrived::appendedMillis)
                .min();
        require(Waiting.until(() -> first.get().isPresent(), LIMIT_MILLIS), stream + " did not come back");
        return first.get().orElseThrow();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise + " within " + LIMIT_MILLIS / 1_000 + " s");
        }
    }
}
