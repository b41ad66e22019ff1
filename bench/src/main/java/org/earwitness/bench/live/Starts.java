package org.earwitness.bench.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.ResidentMemory;
import org.earwitness.bench.process.Waiting;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.ingest.Reading;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.StreamCondition;

/** Ten thousand starts of streams in one process: whether its memory stays where it is. */
public final class Starts implements Measurement {
    private static final int SIDE_BY_SIDE = 64;
    private static final int USUAL_STARTS = 10_000;
    private static final long LIMIT_MILLIS = 60_000;

    @Override
    public String name() {
        return "starts";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        int starts = workbench.effort().rounds() > 1 ? USUAL_STARTS : USUAL_STARTS / 20;
        Camera.Film film = Rig.film(workbench, 600, "320x180", 400_000);
        List<String> rows = new ArrayList<>();
        Slope slope = new Slope();
        long begin = System.nanoTime();
        try (Rig rig = new Rig(workbench, film, 1)) {
            String address = rig.camera(0).address();
            for (int done = 0; done < starts; done += SIDE_BY_SIDE) {
                List<Reading> readings = new ArrayList<>();
                for (int stream = 0; stream < SIDE_BY_SIDE; stream++) {
                    readings.add(rig.ingest().supervise(StreamDefinition.live("start-" + stream, address), done));
                }
                boolean came = Waiting.until(
                        () -> readings.stream()
                                .allMatch(reading -> rig.told().stream()
                                        .anyMatch(told -> told.stream().equals(reading.stream())
                                                && told.condition() == StreamCondition.LIVE)),
                        LIMIT_MILLIS);
                readings.forEach(Reading::stop);
                boolean ended = Waiting.until(
                        () -> readings.stream()
                                .allMatch(reading -> reading.outcome().isDone()),
                        LIMIT_MILLIS);
                if (!came || !ended) {
                    throw new IllegalStateException("start " + done + ": a stream did not come up or did not end");
                }
                rig.forget();
                if (done % (starts / 20) < SIDE_BY_SIDE) {
                    long resident = ResidentMemory.of(ProcessHandle.current().pid())
                            .orElseThrow()
                            .nowBytes();
                    slope.add(done / 1_000.0, resident / 1048576.0);
                    rows.add(done + ":" + resident / 1048576);
                }
            }
        }
        Table table = new Table("starts", "seconds", "MiB resident (starts:MiB)", "MiB per 1000 starts, second half");
        table.row(
                Integer.toString(starts),
                Long.toString(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)),
                String.join(" ", rows),
                slope.ofSecondHalf());
        return new Section(
                "Starts of streams",
                "Streams are supervised until they are live and then stopped, " + SIDE_BY_SIDE
                        + " side by side, in one process whose heap is bounded and touched from the start (see bench/pipeline).",
                table);
    }
}
