package org.earwitness.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.process.CommandFailed;
import org.earwitness.bench.process.MeasuredCommand;
import org.earwitness.bench.process.ProcessTree;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;

/** A broker and a registry in a process of their own, and the way to them. Whoever started it closes it. */
public final class Cluster implements AutoCloseable {
    private static final long START_SECONDS = 90;
    private static final long END_SECONDS = 30;

    private final Process process;
    private final String bootstrapServers;
    private final URI registryAddress;
    private final Topics topics;
    private final SchemaRegistry registry;

    private Cluster(Process process, String bootstrapServers, URI registryAddress, int partitions) {
        this.process = process;
        this.topics = topics(partitions);
        this.bootstrapServers = bootstrapServers;
        this.registryAddress = registryAddress;
        this.registry = new HttpSchemaRegistry(RegistrySettings.of(registryAddress));
    }

    /**
     * Starts one with empty topics, as many partitions each as the product gives an embedded broker.
     *
     * @throws CommandFailed when it does not come up
     */
    public static Cluster start(Workbench workbench) {
        return start(workbench, TopicsConfig.DEFAULTS.embeddedPartitions());
    }

    /**
     * The same with another number of partitions.
     *
     * @throws CommandFailed when it does not come up
     */
    public static Cluster start(Workbench workbench, int partitions) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterProcess.class.getName(),
                workbench.root().resolve("app/target/registry").toString(),
                Integer.toString(partitions));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(workbench.logs().resolve("cluster.err").toFile())
                    .start();
            try {
                String[] words = announcement(process, command).split(" ", -1);
                return new Cluster(process, words[1], URI.create(words[2]), partitions);
            } catch (CommandFailed e) {
                MeasuredCommand.end(process);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster could not be started", e);
        }
    }

    private static String announcement(Process process, List<String> command) {
        BufferedReader output = process.inputReader();
        CompletableFuture<Optional<String>> line = CompletableFuture.supplyAsync(() -> output.lines()
                .filter(each -> each.startsWith(ClusterProcess.ANNOUNCEMENT))
                .findFirst());
        try {
            return line.get(START_SECONDS, TimeUnit.SECONDS)
                    .orElseThrow(() ->
                            new CommandFailed(command, "ended before it was up; see cluster.err in the log folder"));
        } catch (TimeoutException e) {
            throw new CommandFailed(
                    command, "was not up after " + START_SECONDS + " s; see cluster.err in the log folder");
        } catch (ExecutionException e) {
            throw new CommandFailed(command, "could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(command, "was interrupted");
        }
    }

    /** The catalogue with so many partitions of each topic. */
    static Topics topics(int partitions) {
        return new Topics(Topics.DEFAULT_PREFIX, partitions);
    }

    /** The topics it has. */
    public Topics topics() {
        return topics;
    }

    /** The process of broker and registry. */
    public long pid() {
        return process.pid();
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public URI registryAddress() {
        return registryAddress;
    }

    /** Serdes that ask its registry. */
    public AvroSerdes serdes() {
        return new AvroSerdes(registry);
    }

    /** Its processes: the broker's and, below it, the registry's. */
    public ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    @Override
    public void close() {
        registry.close();
        try {
            process.outputWriter().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                MeasuredCommand.end(process);
            }
        } catch (IOException e) {
            MeasuredCommand.end(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            MeasuredCommand.end(process);
        }
    }
}
