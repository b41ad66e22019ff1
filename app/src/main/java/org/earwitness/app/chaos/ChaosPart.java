package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.embedded.EmbeddedBroker;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.IngestCommand;
import org.earwitness.app.worker.LocalizeCommand;
import picocli.CommandLine;

/**
 * What runs in a process of its own under {@code chaos}: the broker, or the product's own command. It ends with whoever started
 * it, however that ended: the other side of standard input is held open and never written to.
 */
public final class ChaosPart {
    /** First argument of a process that is the broker; its folder and its port follow. */
    static final String BROKER = "broker";

    /** First argument of a process that is {@code localize}; the file that steers its engine and its flags follow. */
    static final String LOCALIZE = "localize";

    /** First argument of a process that is {@code ingest}; its flags follow. */
    static final String INGEST = "ingest";

    private static final Duration LOOK = Duration.ofMillis(100);

    private ChaosPart() {}

    /** @param arguments which part, and what it needs */
    public static void main(String[] arguments) {
        Thread watch = new Thread(ChaosPart::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(run(arguments[0], rest, surroundings));
    }

    private static int run(String part, String[] rest, Surroundings surroundings) {
        return switch (part) {
            case BROKER -> broker(Path.of(rest[0]), Integer.parseInt(rest[1]));
            case LOCALIZE -> localize(Path.of(rest[0]), Arrays.copyOfRange(rest, 1, rest.length), surroundings);
            case INGEST -> new CommandLine(new IngestCommand(surroundings)).execute(rest);
            default -> throw new IllegalArgumentException("there is no part " + part + " of chaos");
        };
    }

    private static int localize(Path steering, String[] flags, Surroundings surroundings) {
        LocalizeCommand command = new LocalizeCommand(
                surroundings, engine -> new FaultyEngine(engine, () -> EngineFault.readFrom(steering)));
        return new CommandLine(command).execute(flags);
    }

    /** A broker that has met a fault ends, as one that is not embedded does. */
    private static int broker(Path folder, int port) {
        try (EndSignal end = EndSignal.listen();
                EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
            while (!end.await(LOOK)) {
                if (broker.fault().isPresent()) {
                    System.err.println(broker.fault().get());
                    Runtime.getRuntime().halt(ExitCode.FAILED);
                }
            }
        }
        return ExitCode.OK;
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent; only the end counts
            }
        } catch (IOException e) {
            System.err.println("the pipe to the parent broke: " + e.getMessage());
        }
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }
}
