package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.CommandFailed;
import org.earwitness.bench.process.Measured;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** {@code ./earwitness run} over files, everything included, beside FFmpeg decoding the same files and doing nothing else. */
public final class WholePipeline implements Measurement {
    private static final Target TARGET = Target.atMost(0.14);

    @Override
    public String name() {
        return "whole";
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        List<Measured> several = new ArrayList<>();
        List<Measured> longer = new ArrayList<>();
        List<Measured> decoded = new ArrayList<>();
        List<Measured> single = new ArrayList<>();
        List<Measured> singleDecoded = new ArrayList<>();
        for (int round = 0; round < effort.rounds(); round++) {
            several.add(run(workbench, effort.streams(), effort.clipSeconds()));
            decoded.add(decode(workbench, effort.streams()));
            longer.add(run(workbench, effort.streams(), effort.longClipSeconds()));
            single.add(run(workbench, 1, effort.clipSeconds()));
            singleDecoded.add(decode(workbench, 1));
        }
        int streamSeconds = effort.streams() * effort.clipSeconds();
        int furtherSeconds = effort.streams() * (effort.longClipSeconds() - effort.clipSeconds());
        List<Double> further = new ArrayList<>();
        List<Double> furtherWall = new ArrayList<>();
        for (int round = 0; round < effort.rounds(); round++) {
            further.add((longer.get(round).cpuSeconds() - several.get(round).cpuSeconds()) / furtherSeconds);
            furtherWall.add(longer.get(round).wallSeconds() - several.get(round).wallSeconds());
        }
        Table table = new Table(
                "what", "streams", "CPU s per stream-second", "of it registry", "wall s", "peak RSS MiB", "target");
        Figures perFurther = Figures.of(further);
        table.row(
                "each further second of `run` (" + effort.longClipSeconds() + " s less " + effort.clipSeconds() + " s)",
                Integer.toString(effort.streams()),
                perFurther.text(3),
                "",
                Figures.of(furtherWall).text(1),
                "",
                TARGET.verdict(perFurther.shown(3)));
        row(
                table,
                "`run`, " + effort.longClipSeconds() + " s each, start and end included",
                effort.streams(),
                longer,
                effort.streams() * effort.longClipSeconds(),
                true);
        row(
                table,
                "`run`, " + effort.clipSeconds() + " s each, start and end included",
                effort.streams(),
                several,
                streamSeconds,
                true);
        row(table, "FFmpeg decoding the same", effort.streams(), decoded, streamSeconds, false);
        row(
                table,
                "`run`, " + effort.clipSeconds() + " s, start and end included",
                1,
                single,
                effort.clipSeconds(),
                false);
        row(table, "FFmpeg decoding the same", 1, singleDecoded, effort.clipSeconds(), false);
        return new Section(
                "Whole pipeline",
                "`./earwitness run --json` over files of 1280x720, 25 frames a second, H.264 3 Mbit/s and AAC, as fast as it goes: "
                        + "decoding, segments through the broker, inference, events and intervals back, the registry's own "
                        + "process, start and end of it all. Every line was checked to be there. The peer decodes the same "
                        + "files one after the other (`ffmpeg -threads 1 -i FILE -f null -`) and does nothing with them. The "
                        + "first row takes the start out: it is what more of the same costs.",
                table);
    }

    private static void row(
            Table table, String what, int streams, List<Measured> rounds, int streamSeconds, boolean judged) {
        Figures cost = Figures.of(
                rounds.stream().map(run -> run.cpuSeconds() / streamSeconds).toList());
        Figures registry = Figures.of(rounds.stream()
                .map(run -> run.registryCpuSeconds() / streamSeconds)
                .toList());
        Figures peak = Figures.of(
                rounds.stream().map(run -> run.peakBytes() / (double) (1 << 20)).toList());
        table.row(
                what,
                Integer.toString(streams),
                cost.text(3),
                registry.median() == 0 ? "" : registry.text(3),
                Figures.of(rounds.stream().map(Measured::wallSeconds).toList()).text(1),
                peak.text(0),
                judged ? TARGET.verdict(cost.shown(3)) : "");
    }

    /** Runs `run` over so many streams of so many seconds, and checks that every segment came out. */
    static Measured run(Workbench workbench, int streams, int seconds) {
        List<String> command = new ArrayList<>(
                workbench.earwitness("run", "--json", "--pack", workbench.pack().toString()));
        workbench.media().streams(streams, seconds).forEach(file -> command.add(file.toString()));
        Measured run = workbench.commands().run("run-" + streams + "x" + seconds + "s", command);
        long segments = segments(run.output());
        if (segments != (long) streams * seconds) {
            throw new CommandFailed(
                    command,
                    "wrote " + segments + " segments instead of " + streams * seconds + ", so its cost says nothing");
        }
        return run;
    }

    private static Measured decode(Workbench workbench, int streams) {
        Path unused = workbench.logs();
        Measured all = new Measured(0, 0, 0, 0, 0, unused);
        for (Path file : workbench.media().streams(streams, workbench.effort().clipSeconds())) {
            all = all.then(workbench
                    .commands()
                    .run("decode", workbench.media().ffmpeg().decode(file)));
        }
        return all;
    }

    private static long segments(Path lines) {
        try (Stream<String> all = Files.lines(lines)) {
            return all.filter(line -> line.contains("\"segment\"")).count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lines, e);
        }
    }
}
