package org.earwitness.app.accelerator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.ProviderRefused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a card with the product's engine. */
@Command(
        name = "gpu",
        description = {
            "Measure how many streams a card keeps up with, and how that compares with what it could do.",
            "",
            "By turns: a bare loop of ONNX Runtime over both graphs in full batches; streams that call the engine one record"
                    + " at a time; the same with calls gathered into batches; memory over many batches; with tensorrt also half"
                    + " precision against full. Needs no broker and no media: segments are made up, JPEG decoding included.",
            "",
            "Ends with 2 and the names of what is missing where the provider cannot be had. --provider cpu runs everything"
                    + " on the CPU, to see whether it works."
        })
final class BenchGpu implements Callable<Integer> {
    private static final int MOST_STREAMS = 512;

    private final Surroundings surroundings;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(names = "--provider", defaultValue = "cuda", description = "cuda, tensorrt or cpu; ${DEFAULT-VALUE}.")
    private InferenceConfig.Provider provider = InferenceConfig.Provider.CUDA;

    @Option(
            names = "--device",
            defaultValue = "0",
            paramLabel = "NUMBER",
            description = "Which card; ${DEFAULT-VALUE}.")
    private int device;

    @Option(names = "--engine-cache", paramLabel = "DIR", description = "Where TensorRT keeps the engines it builds.")
    private Optional<Path> engineCache = Optional.empty();

    @Option(
            names = "--streams",
            split = ",",
            defaultValue = "1,8,32,64,128",
            paramLabel = "NUMBER",
            description = "How many streams call at once, a measurement each; ${DEFAULT-VALUE}.")
    private List<Integer> streams = List.of();

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "NUMBER",
            description = "Largest batch; ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "NUMBER",
            description = "How long each measurement takes; ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--batches",
            defaultValue = "10000",
            paramLabel = "NUMBER",
            description = "Over how many batches memory is watched, 0 for not at all; ${DEFAULT-VALUE}.")
    private long batches;

    @Option(
            names = "--peak-teraflops",
            paramLabel = "NUMBER",
            description = "What the card can do in float32 without tensor cores; by its data sheet where it is known.")
    private Optional<Double> peakTeraflops = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as JSON too.")
    private Optional<Path> json = Optional.empty();

    BenchGpu(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        requireSense();
        Plan plan = new Plan(
                pack.orElse(ProjectHome.of(surroundings.environment()).starterPack()),
                provider,
                device,
                engineCache,
                streams,
                batch,
                seconds,
                batches,
                peakTeraflops);
        try {
            AcceleratorFigures figures = new Measurements(plan, this::say).measure();
            FiguresText.print(figures, surroundings.out());
            json.ifPresent(file -> FiguresJson.write(figures, file));
            return ExitCode.OK;
        } catch (ProviderRefused | PackRefused refused) {
            throw CommandFailed.unusableInput(String.valueOf(refused.getMessage()));
        }
    }

    private void requireSense() {
        if (provider == InferenceConfig.Provider.AUTO) {
            throw CommandFailed.usage(
                    "--provider is auto: what is measured has to be named. Use cuda, tensorrt or cpu.");
        }
        if (streams.isEmpty() || streams.stream().anyMatch(count -> count < 1 || count > MOST_STREAMS)) {
            throw CommandFailed.usage(
                    "--streams is " + streams + ": each is 1 to " + MOST_STREAMS + ". Use 1,8,32,64.");
        }
        if (batch < 1 || batch > 256) {
            throw CommandFailed.usage("--batch is " + batch + ": it is outside 1 to 256. Use 64.");
        }
        if (!(seconds > 0) || seconds > 3_600 || batches < 0 || device < 0) {
            throw CommandFailed.usage("--seconds is " + seconds + ", --batches " + batches + " and --device " + device
                    + ": seconds are above 0 and up to 3600, the others 0 or more.");
        }
    }

    private void say(String what) {
        surroundings.err().println("earwitness: measuring " + what);
        surroundings.err().flush();
    }
}
