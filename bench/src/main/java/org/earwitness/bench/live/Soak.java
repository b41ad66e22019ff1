package org.earwitness.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.ResidentMemory;
import org.earwitness.bench.process.Waiting;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;

/** Sixteen cameras for half an hour, with outages of cameras and of the broker: whether memory stays where it is. */
public final class Soak implements Measurement {
    private static final int CAMERAS = 16;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        long seconds = workbench.effort().rounds() > 1 ? 1_800 : 120;
        Camera.Film film = Rig.film(workbench, 600, "320x180", 400_000);
        RandomGenerator random = new SplittableRandom(SEED);
        Slope slope = new Slope();
        List<String> rows = new ArrayList<>();
        long outages = 0;
        long brokerOutages = 0;
        long segments = 0;
        try (Rig rig = new Rig(workbench, film, CAMERAS)) {
            long begin = System.nanoTime();
            long nextRow = 0;
            for (long now = 0; now < seconds; now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)) {
                int camera = random.nextInt(CAMERAS);
                rig.camera(camera).turn(random.nextBoolean() ? Camera.Mode.HANGS : Camera.Mode.GONE);
                outages++;
                Waiting.millis(4_000 + random.nextLong(4_000));
                rig.camera(camera).turn(Camera.Mode.FILMS);
                if (outages % 30 == 0) {
                    signal("-STOP", rig.cluster().pid());
                    Waiting.millis(15_000);
                    signal("-CONT", rig.cluster().pid());
                    brokerOutages++;
                }
                double resident = ResidentMemory.of(ProcessHandle.current().pid())
                                .orElseThrow()
                                .nowBytes()
                        / 1048576.0;
                slope.add(now / 3_600.0, resident);
                if (now >= nextRow) {
                    rows.add(now / 60 + ":" + Math.round(resident));
                    nextRow = now + seconds / 10;
                }
                segments += rig.arrived().size();
                rig.forget();
            }
        }
        Table table = new Table(
                "minutes",
                "camera outages",
                "broker outages",
                "segments",
                "MiB resident (minute:MiB)",
                "MiB an hour, second half");
        table.row(
                Long.toString(seconds / 60),
                Long.toString(outages),
                Long.toString(brokerOutages),
                Long.toString(segments),
                String.join(" ", rows),
                slope.ofSecondHalf());
        return new Section(
                "Soak",
                CAMERAS
                        + " cameras of 320x180 at 25 frames/s; every few seconds one hangs or is gone for 4 to 8 s, and now and "
                        + "then the broker stands still for 15 s. The process holds the cameras and the reader too; its heap is "
                        + "bounded and touched from the start, so what grows is native.",
                table);
    }

    private static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("the broker cannot be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
